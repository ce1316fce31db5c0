"""What is kept of people who are followed: profile, forms, self-tests, plan, diary, prompts.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("trained", sa.String(length=8), nullable=True),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("pain", sa.Integer(), nullable=True),
        sa.Column("settled", sa.String(length=8), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("settled IN ('settled', 'worse')", name=op.f("ck_check_ins_settled")),
        sa.CheckConstraint(
            "trained IN ('all', 'part', 'none', 'rest')", name=op.f("ck_check_ins_trained")
        ),
        sa.CheckConstraint("pain BETWEEN 0 AND 10", name=op.f("ck_check_ins_pain")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_check_ins_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("person_id", "day", name="uq_check_ins_person_id_day"),
    )
    op.create_table(
        "open_forms",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_open_forms_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "form", name=op.f("pk_open_forms")),
    )
    op.create_table(
        "outcome_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worst_pain", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=True),
        sa.CheckConstraint("change BETWEEN -3 AND 3", name=op.f("ck_outcome_checks_change")),
        sa.CheckConstraint(
            "worst_pain BETWEEN 0 AND 10", name=op.f("ck_outcome_checks_worst_pain")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_outcome_checks_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_checks")),
        sa.UniqueConstraint("person_id", "week", name="uq_outcome_checks_person_id_week"),
    )
    op.create_table(
        "pain_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name=op.f("ck_pain_reports_score")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_pain_reports_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pain_reports")),
    )
    with op.batch_alter_table("pain_reports", schema=None) as batch_op:
        batch_op.create_index("ix_pain_reports_person_id_day", ["person_id", "day"], unique=False)

    op.create_table(
        "plan_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "change IN ('made', 'hold', 'progress', 'ease', 'refer', 'swap', 'skip', 'add')",
            name=op.f("ck_plan_changes_change"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_plan_changes_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_changes")),
    )
    with op.batch_alter_table("plan_changes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plan_changes_person_id_changed_at", ["person_id", "changed_at"], unique=False
        )

    op.create_table(
        "plans",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.String(length=32), nullable=False),
        sa.Column("lead_leg", sa.String(length=8), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.CheckConstraint("lead_leg IN ('left', 'right')", name=op.f("ck_plans_lead_leg")),
        sa.CheckConstraint("level >= 0", name=op.f("ck_plans_level")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_plans_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_plans")),
    )
    op.create_table(
        "profiles",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("side", sa.String(length=8), nullable=True),
        sa.Column("since", sa.String(length=64), nullable=True),
        sa.Column("triggers", sa.String(length=256), nullable=True),
        sa.Column("worst_pain", sa.Integer(), nullable=True),
        sa.Column("age_group", sa.String(length=16), nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("own_exercises", sa.Text(), nullable=True),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "age_group IN ('under_16', '16_17', '18_39', '40_59', '60_plus')",
            name=op.f("ck_profiles_age_group"),
        ),
        sa.CheckConstraint("side IN ('left', 'right', 'both')", name=op.f("ck_profiles_side")),
        sa.CheckConstraint("worst_pain BETWEEN 0 AND 10", name=op.f("ck_profiles_worst_pain")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_profiles_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_profiles")),
    )
    op.create_table(
        "prompts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('check_in', 'snooze', 'quiet', 'weekly', 'review', 'retest', 'retention')",
            name=op.f("ck_prompts_kind"),
        ),
        sa.CheckConstraint(
            "outcome IN ('sent', 'late', 'blocked', 'failed')", name=op.f("ck_prompts_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_prompts_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.UniqueConstraint(
            "person_id", "kind", "day", "number", name="uq_prompts_person_id_kind_day"
        ),
    )
    with op.batch_alter_table("prompts", schema=None) as batch_op:
        batch_op.create_index("ix_prompts_outcome_due_at", ["outcome", "due_at"], unique=False)

    op.create_table(
        "schedules",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("weekdays", sa.String(length=32), nullable=False),
        sa.Column("alternate_from", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("chose_quiet_hours", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("asked_to_quiet_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_schedules_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_schedules")),
    )
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.create_index("ix_schedules_next_at", ["next_at"], unique=False)

    op.create_table(
        "self_tests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("better_leg", sa.String(length=8), nullable=True),
        sa.CheckConstraint(
            "better_leg IN ('left', 'right')", name=op.f("ck_self_tests_better_leg")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_self_tests_person_id_people"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_tests")),
    )
    with op.batch_alter_table("self_tests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_tests_person_id"), ["person_id"], unique=False)

    op.create_table(
        "done_exercises",
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=True),
        sa.Column("reps", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["check_in_id"],
            ["check_ins.id"],
            name=op.f("fk_done_exercises_check_in_id_check_ins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("check_in_id", "exercise", name=op.f("pk_done_exercises")),
    )
    op.create_table(
        "outcome_activities",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name=op.f("ck_outcome_activities_score")),
        sa.ForeignKeyConstraint(
            ["check_id"],
            ["outcome_checks.id"],
            name=op.f("fk_outcome_activities_check_id_outcome_checks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("check_id", "activity", name=op.f("pk_outcome_activities")),
    )
    op.create_table(
        "plan_items",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("variant", sa.String(length=8), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=True),
        sa.Column("hold_seconds", sa.Integer(), nullable=True),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "variant IN ('easier', 'usual', 'harder')", name=op.f("ck_plan_items_variant")
        ),
        sa.CheckConstraint("sets > 0", name=op.f("ck_plan_items_sets")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["plans.person_id"],
            name=op.f("fk_plan_items_person_id_plans"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "exercise", name=op.f("pk_plan_items")),
    )
    op.create_table(
        "self_test_legs",
        sa.Column("test_id", sa.Integer(), nullable=False),
        sa.Column("leg", sa.String(length=8), nullable=False),
        sa.Column("knee_in", sa.String(length=8), nullable=False),
        sa.Column("hip_drop", sa.String(length=8), nullable=False),
        sa.Column("trunk_lean", sa.String(length=8), nullable=False),
        sa.Column("wobble", sa.String(length=8), nullable=False),
        sa.Column("depth", sa.String(length=8), nullable=False),
        sa.Column("pain", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "depth IN ('yes', 'no', 'not_sure')", name=op.f("ck_self_test_legs_depth")
        ),
        sa.CheckConstraint(
            "hip_drop IN ('yes', 'no', 'not_sure')", name=op.f("ck_self_test_legs_hip_drop")
        ),
        sa.CheckConstraint(
            "knee_in IN ('yes', 'no', 'not_sure')", name=op.f("ck_self_test_legs_knee_in")
        ),
        sa.CheckConstraint("leg IN ('left', 'right')", name=op.f("ck_self_test_legs_leg")),
        sa.CheckConstraint(
            "trunk_lean IN ('yes', 'no', 'not_sure')", name=op.f("ck_self_test_legs_trunk_lean")
        ),
        sa.CheckConstraint(
            "wobble IN ('yes', 'no', 'not_sure')", name=op.f("ck_self_test_legs_wobble")
        ),
        sa.CheckConstraint("pain BETWEEN 0 AND 10", name=op.f("ck_self_test_legs_pain")),
        sa.ForeignKeyConstraint(
            ["test_id"],
            ["self_tests.id"],
            name=op.f("fk_self_test_legs_test_id_self_tests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("test_id", "leg", name=op.f("pk_self_test_legs")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_of_end_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("told_of_end_at")

    op.drop_table("self_test_legs")
    op.drop_table("plan_items")
    op.drop_table("outcome_activities")
    op.drop_table("done_exercises")
    with op.batch_alter_table("self_tests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_tests_person_id"))

    op.drop_table("self_tests")
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.drop_index("ix_schedules_next_at")

    op.drop_table("schedules")
    with op.batch_alter_table("prompts", schema=None) as batch_op:
        batch_op.drop_index("ix_prompts_outcome_due_at")

    op.drop_table("prompts")
    op.drop_table("profiles")
    op.drop_table("plans")
    with op.batch_alter_table("plan_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_changes_person_id_changed_at")

    op.drop_table("plan_changes")
    with op.batch_alter_table("pain_reports", schema=None) as batch_op:
        batch_op.drop_index("ix_pain_reports_person_id_day")

    op.drop_table("pain_reports")
    op.drop_table("outcome_checks")
    op.drop_table("open_forms")
    op.drop_table("check_ins")
