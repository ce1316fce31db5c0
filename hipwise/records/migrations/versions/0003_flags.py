"""Danger signs that people told of.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flags",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("tier", sa.String(1), nullable=False),
        sa.Column("signs", sa.String(256), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.String(16)),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_flags_person_id_people", ondelete="CASCADE"
        ),
        sa.CheckConstraint("tier IN ('A', 'B', 'C')", name="ck_flags_tier"),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="ck_flags_closed"),
    )
    op.create_index("ix_flags_person_id_closed_at", "flags", ["person_id", "closed_at"])
    op.create_index("ix_flags_ask_at_asked_at", "flags", ["ask_at", "asked_at"])


def downgrade() -> None:
    op.drop_table("flags")
