"""How far the answer to an update has got, so that a crash repeats nothing.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "update_steps",
        sa.Column("update_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("update_id", "step", name="pk_update_steps"),
    )


def downgrade() -> None:
    op.drop_table("update_steps")
