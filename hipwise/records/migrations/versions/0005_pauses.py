"""Days on which people wanted to be left alone.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pauses"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_pauses_person_id_people", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_pauses_person_id", "pauses", ["person_id"])


def downgrade() -> None:
    op.drop_table("pauses")
