"""The sets that people had noted as done.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "noted_sets",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("exercise", sa.String(32), nullable=False),
        sa.Column("sets", sa.Integer, nullable=False),
        sa.Column("reps", sa.Integer, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_noted_sets"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_noted_sets_person_id_people", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_noted_sets_person_id", "noted_sets", ["person_id"])


def downgrade() -> None:
    """Drops it, with all that was noted."""
    op.drop_table("noted_sets")
