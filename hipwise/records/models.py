"""The tables, as SQLAlchemy's mapped classes.

To add one: write the class here, its repository in a module of its own, and a migration
(`migrations/env.py` says how). Times are aware and in UTC. `people.id` names a person everywhere
as `<channel>:<number>`, which is Rasa's sender id; a table about a person refers to it with
`ON DELETE CASCADE`, so that deleting the person deletes everything kept about them.
"""

from __future__ import annotations

import datetime as dtm
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import registry

# Fixed names let a later migration drop or change a constraint on either database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
mapper_registry = registry(metadata=metadata)

PERSON_ID_LENGTH = 64


class UtcDateTime(TypeDecorator):
    """An aware time, kept in UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dtm.datetime | None, dialect: Any) -> dtm.datetime | None:
        """Turns an aware time into UTC; a naive one is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(dtm.timezone.utc)

    def process_result_value(self, value: dtm.datetime | None, dialect: Any) -> dtm.datetime | None:
        """Gives the time back with its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dtm.timezone.utc)
        return value.astimezone(dtm.timezone.utc)


@mapper_registry.mapped
class HandledUpdate:
    """An update of Telegram's that has been answered; a second delivery of it is skipped."""

    __tablename__ = "handled_updates"

    update_id = Column(BigInteger, primary_key=True, autoincrement=False)
    handled_at = Column(UtcDateTime, nullable=False, index=True)


@mapper_registry.mapped
class WaitingUpdate:
    """An update confirmed to Telegram before it was answered; deleted once it is.

    Attributes:
        body: the update as Telegram sent it. It holds the person's words, for seconds.
    """

    __tablename__ = "waiting_updates"

    update_id = Column(BigInteger, primary_key=True, autoincrement=False)
    body = Column(JSON, nullable=False)


@mapper_registry.mapped
class UpdateStep:
    """Something that the answer to an update has done; deleted once the update is finished.

    Attributes:
        step: a message that is out, or a record that was added; never what anybody said.
    """

    __tablename__ = "update_steps"

    update_id = Column(BigInteger, primary_key=True, autoincrement=False)
    step = Column(String(64), primary_key=True)


@mapper_registry.mapped
class SentFile:
    """A file that Telegram already has, to be sent again by its id.

    Attributes:
        key: path and content hash.
    """

    __tablename__ = "sent_files"

    key = Column(String(512), primary_key=True)
    file_id = Column(Text, nullable=False)


@mapper_registry.mapped
class Person:
    """Somebody who has written to the bot.

    Attributes:
        id: `<channel>:<number>`, Rasa's sender id.
        blocked_at: since when the bot cannot reach them; None while it can.
        keyboard_id: the message that carries the newest buttons.
        used_keyboard_id: the message whose button was pressed last.
        told_of_end_at: when they were told that their records will go after long silence.
    """

    __tablename__ = "people"

    id = Column(String(PERSON_ID_LENGTH), primary_key=True)
    first_seen = Column(UtcDateTime, nullable=False)
    last_seen = Column(UtcDateTime, nullable=False)
    blocked_at = Column(UtcDateTime)
    keyboard_id = Column(BigInteger)
    used_keyboard_id = Column(BigInteger)
    told_of_end_at = Column(UtcDateTime)


@mapper_registry.mapped
class UnansweredQuestion:
    """How often, on one day, the bot was unsure in one way; never what was asked.

    Attributes:
        decision: `offer` or `decline`.
        offered: the intents offered, joined by commas in the order offered; empty for none.
    """

    __tablename__ = "unanswered_questions"
    __table_args__ = (UniqueConstraint("day", "decision", "offered"),)

    id = Column(Integer, primary_key=True)
    day = Column(Date, nullable=False)
    decision = Column(String(16), nullable=False)
    offered = Column(String(512), nullable=False)
    count = Column(Integer, nullable=False)


@mapper_registry.mapped
class Flag:
    """A danger sign that somebody told of; the sign is kept, never the words.

    Attributes:
        tier: A, B or C.
        signs: ids of content/triage.yml, joined by commas, the worst first.
        opened_at: when the sign was told and the advice given.
        ask_at: when to ask after the person.
        asked_at: when that was done; None before.
        closed_at: when the person said it was looked at or a misunderstanding; None before.
        closed_by: `seen` or `misunderstanding`.
    """

    __tablename__ = "flags"
    __table_args__ = (
        CheckConstraint("tier IN ('A', 'B', 'C')", name="tier"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed"),
        Index("ix_flags_person_id_closed_at", "person_id", "closed_at"),
        Index("ix_flags_ask_at_asked_at", "ask_at", "asked_at"),
    )

    id = Column(Integer, primary_key=True)
    person_id = Column(
        String(PERSON_ID_LENGTH), ForeignKey("people.id", ondelete="CASCADE"), nullable=False
    )
    tier = Column(String(1), nullable=False)
    signs = Column(String(256), nullable=False)
    opened_at = Column(UtcDateTime, nullable=False)
    ask_at = Column(UtcDateTime, nullable=False)
    asked_at = Column(UtcDateTime)
    closed_at = Column(UtcDateTime)
    closed_by = Column(String(16))


@mapper_registry.mapped
class NotedSet:
    """A guided set that somebody had noted as done.

    Attributes:
        exercise: such as `clamshell`.
        sets: whole sets.
        reps: repetitions a set and side.
    """

    __tablename__ = "noted_sets"

    id = Column(Integer, primary_key=True)
    person_id = Column(
        String(PERSON_ID_LENGTH),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )
    exercise = Column(String(32), nullable=False)
    sets = Column(Integer, nullable=False)
    reps = Column(Integer, nullable=False)
    noted_at = Column(UtcDateTime, nullable=False)


def _of_person(**more: Any) -> Any:
    """A column that names the person a row is about, and goes with them."""
    return Column(
        String(PERSON_ID_LENGTH),
        ForeignKey("people.id", ondelete="CASCADE"),
        nullable=False,
        **more,
    )


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _score(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN 0 AND 10", name=column)


@mapper_registry.mapped
class Profile:
    """What somebody told about themselves at the first meeting; every answer may be missing.

    Attributes:
        consented_at: when they agreed that it is kept; None before.
        side: left, right or both.
        since: how long it has hurt, in their words.
        triggers: what sets it off: activities, joined by commas.
        worst_pain: 0 to 10, at the meeting.
        age_group: under_16, 16_17, 18_39, 40_59 or 60_plus.
        place: the town or zone, as they named it.
        zone: IANA name of their time zone.
        country: ISO code, for emergency numbers.
        own_exercises: other hip exercises of their programme: ids of cards or their own names
            for them, joined by commas; empty where they said none, None before being asked.
        own_words: what they want a clinician to read, in their words.
        met_at: when the meeting was finished; None before.
    """

    __tablename__ = "profiles"
    __table_args__ = (
        _one_of("side", "left", "right", "both"),
        _one_of("age_group", "under_16", "16_17", "18_39", "40_59", "60_plus"),
        _score("worst_pain"),
    )

    person_id = _of_person(primary_key=True)
    consented_at = Column(UtcDateTime)
    side = Column(String(8))
    since = Column(String(64))
    triggers = Column(String(256))
    worst_pain = Column(Integer)
    age_group = Column(String(16))
    place = Column(String(64))
    zone = Column(String(64))
    country = Column(String(2))
    own_exercises = Column(Text)
    own_words = Column(Text)
    met_at = Column(UtcDateTime)


@mapper_registry.mapped
class OpenForm:
    """Where somebody is in a form (mirror test, check-in ...), so that nothing answered is lost.

    Attributes:
        form: the form's name, such as `self_test`.
        answers: by step, in the order given.
        paused: whether they have put it off; it asks before it carries on.
    """

    __tablename__ = "open_forms"

    person_id = _of_person(primary_key=True)
    form = Column(String(16), primary_key=True)
    answers = Column(JSON, nullable=False)
    paused = Column(Boolean, nullable=False)
    updated_at = Column(UtcDateTime, nullable=False)


@mapper_registry.mapped
class SelfTest:
    """A mirror test that was done to the end.

    Attributes:
        better_leg: the leg that they called the better one, tested first; None for neither.
    """

    __tablename__ = "self_tests"
    __table_args__ = (_one_of("better_leg", "left", "right"),)

    id = Column(Integer, primary_key=True)
    person_id = _of_person(index=True)
    done_at = Column(UtcDateTime, nullable=False)
    better_leg = Column(String(8))


@mapper_registry.mapped
class SelfTestLeg:
    """What somebody saw of one leg in a mirror test: yes, no or not_sure for each look.

    Attributes:
        pain: 0 to 10, during the squats.
    """

    __tablename__ = "self_test_legs"
    __table_args__ = (
        _one_of("leg", "left", "right"),
        *(
            _one_of(look, "yes", "no", "not_sure")
            for look in ("knee_in", "hip_drop", "trunk_lean", "wobble", "depth")
        ),
        _score("pain"),
    )

    test_id = Column(Integer, ForeignKey("self_tests.id", ondelete="CASCADE"), primary_key=True)
    leg = Column(String(8), primary_key=True)
    knee_in = Column(String(8), nullable=False)
    hip_drop = Column(String(8), nullable=False)
    trunk_lean = Column(String(8), nullable=False)
    wobble = Column(String(8), nullable=False)
    depth = Column(String(8), nullable=False)
    pain = Column(Integer, nullable=False)


@mapper_registry.mapped
class Plan:
    """Somebody's plan as it is now; how it came about is in `plan_changes`.

    Attributes:
        started_on: the local day of its first training.
        level: 0 (first exercises) upwards, as in content/plan.yml.
        weekdays: training days, `mon` to `sun`, joined by commas.
        lead_leg: the leg that begins each exercise.
        changed_on: the local day whose check-in last changed it; None before any did.
        before: the plan as it was before the newest check-in's word on it, with that day: a
            correction starts from there. None before the first.
    """

    __tablename__ = "plans"
    __table_args__ = (_one_of("lead_leg", "left", "right"), CheckConstraint("level >= 0", "level"))

    person_id = _of_person(primary_key=True)
    made_at = Column(UtcDateTime, nullable=False)
    started_on = Column(Date, nullable=False)
    level = Column(Integer, nullable=False)
    weekdays = Column(String(32), nullable=False)
    lead_leg = Column(String(8))
    changed_on = Column(Date)
    before = Column(JSON)


@mapper_registry.mapped
class PlanItem:
    """An exercise of a plan.

    Attributes:
        place: its position, from 0.
        exercise: id of a card, or the person's own name for one of theirs.
        variant: easier, usual or harder, as on the card.
        sets, reps: reps is None for what is held.
        hold_seconds: None for what is counted.
        added: whether the person added it themselves.
    """

    __tablename__ = "plan_items"
    __table_args__ = (
        _one_of("variant", "easier", "usual", "harder"),
        CheckConstraint("sets > 0", name="sets"),
    )

    person_id = Column(
        String(PERSON_ID_LENGTH),
        ForeignKey("plans.person_id", ondelete="CASCADE"),
        primary_key=True,
    )
    exercise = Column(String(64), primary_key=True)
    place = Column(Integer, nullable=False)
    variant = Column(String(8), nullable=False)
    sets = Column(Integer, nullable=False)
    reps = Column(Integer)
    hold_seconds = Column(Integer)
    added = Column(Boolean, nullable=False)


@mapper_registry.mapped
class PlanChange:
    """A change of a plan and its reason, newest last.

    Attributes:
        change: made, hold, progress, ease, refer, swap, skip or add.
        reason: a key of content/plan.yml's reasons.
        exercise: the exercise changed, where it is one.
    """

    __tablename__ = "plan_changes"
    __table_args__ = (
        _one_of("change", "made", "hold", "progress", "ease", "refer", "swap", "skip", "add"),
        Index("ix_plan_changes_person_id_changed_at", "person_id", "changed_at"),
    )

    id = Column(Integer, primary_key=True)
    person_id = _of_person()
    changed_at = Column(UtcDateTime, nullable=False)
    change = Column(String(16), nullable=False)
    reason = Column(String(32), nullable=False)
    exercise = Column(String(64))


@mapper_registry.mapped
class CheckIn:
    """What somebody said of one of their days; one row a person and local day.

    Attributes:
        day: their local day.
        trained: all, part, none or rest. Rest on a planned day is a day off for a reason, such
            as illness, which counts neither way; on any other it counts as kept.
        planned: whether training was planned for that day.
        pain: worst while training, 0 to 10; None where not said.
        settled: settled or worse by the next morning; None before it is known.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("person_id", "day", name="uq_check_ins_person_id_day"),
        _one_of("trained", "all", "part", "none", "rest"),
        _one_of("settled", "settled", "worse"),
        _score("pain"),
    )

    id = Column(Integer, primary_key=True)
    person_id = _of_person()
    day = Column(Date, nullable=False)
    trained = Column(String(8))
    planned = Column(Boolean, nullable=False)
    pain = Column(Integer)
    settled = Column(String(8))
    updated_at = Column(UtcDateTime, nullable=False)


@mapper_registry.mapped
class DoneExercise:
    """An exercise that somebody did on a day they checked in; sets and reps where they said so."""

    __tablename__ = "done_exercises"

    check_in_id = Column(Integer, ForeignKey("check_ins.id", ondelete="CASCADE"), primary_key=True)
    exercise = Column(String(64), primary_key=True)
    sets = Column(Integer)
    reps = Column(Integer)


@mapper_registry.mapped
class PainReport:
    """A pain score told outside a check-in ("knee is a 4 today")."""

    __tablename__ = "pain_reports"
    __table_args__ = (
        _score("score"),
        Index("ix_pain_reports_person_id_day", "person_id", "day"),
    )

    id = Column(Integer, primary_key=True)
    person_id = _of_person()
    day = Column(Date, nullable=False)
    score = Column(Integer, nullable=False)
    told_at = Column(UtcDateTime, nullable=False)


@mapper_registry.mapped
class Schedule:
    """When somebody is prompted to check in; one row a person who asked for prompts.

    Attributes:
        at: local time, `HH:MM`.
        weekdays: local days, `mon` to `sun`, joined by commas; empty with `alternate_from`.
        alternate_from: first day of every other day; None for weekdays.
        zone: IANA name.
        chose_quiet_hours: whether a time between 22 and 7 was their own wish.
        next_at: the moment of the next prompt; None while stopped.
        paused_until: first local day with prompts again; None while not paused.
        stopped_at: since when they want none; None while they do.
        unanswered: prompts in a row without an answer.
        asked_to_quiet_at: when they were asked whether to go quiet; None before.
    """

    __tablename__ = "schedules"
    __table_args__ = (Index("ix_schedules_next_at", "next_at"),)

    person_id = _of_person(primary_key=True)
    at = Column(String(5), nullable=False)
    weekdays = Column(String(32), nullable=False)
    alternate_from = Column(Date)
    zone = Column(String(64), nullable=False)
    chose_quiet_hours = Column(Boolean, nullable=False)
    next_at = Column(UtcDateTime)
    paused_until = Column(Date)
    stopped_at = Column(UtcDateTime)
    unanswered = Column(Integer, nullable=False)
    asked_to_quiet_at = Column(UtcDateTime)


@mapper_registry.mapped
class Pause:
    """Days on which somebody wanted to be left alone: a holiday, a week off.

    Attributes:
        first: the first local day.
        until: the first local day after it.
    """

    __tablename__ = "pauses"
    __table_args__ = (Index("ix_pauses_person_id", "person_id"),)

    id = Column(Integer, primary_key=True)
    person_id = _of_person()
    first = Column(Date, nullable=False)
    until = Column(Date, nullable=False)


@mapper_registry.mapped
class Prompt:
    """Something to be said unasked: claimed for sending, sent, and perhaps answered.

    Attributes:
        kind: check_in, snooze, quiet, weekly, review, retest or retention.
        day: the person's local day that it is for.
        number: tells several of one kind and day apart (snoozes); 0 for all others.
        due_at: the moment it was for.
        claimed_until: until when its sender has it to itself; None while nobody has.
        tries: how often it was claimed.
        outcome: sent, late (let go as no longer useful), blocked or failed; None before.
        ended_at: when the outcome was known.
        answered_at: when the person answered; None before.
    """

    __tablename__ = "prompts"
    __table_args__ = (
        UniqueConstraint(
            "person_id", "kind", "day", "number", name="uq_prompts_person_id_kind_day"
        ),
        _one_of("kind", "check_in", "snooze", "quiet", "weekly", "review", "retest", "retention"),
        _one_of("outcome", "sent", "late", "blocked", "failed"),
        Index("ix_prompts_outcome_due_at", "outcome", "due_at"),
    )

    id = Column(Integer, primary_key=True)
    person_id = _of_person()
    kind = Column(String(16), nullable=False)
    day = Column(Date, nullable=False)
    number = Column(Integer, nullable=False)
    due_at = Column(UtcDateTime, nullable=False)
    claimed_until = Column(UtcDateTime)
    tries = Column(Integer, nullable=False)
    outcome = Column(String(8))
    ended_at = Column(UtcDateTime)
    answered_at = Column(UtcDateTime)


@mapper_registry.mapped
class OutcomeCheck:
    """An outcome check: worst pain of the last week and the global rating of change.

    Attributes:
        week: 0, 6 or 12.
        day: the local day it was answered.
        change: -3 (much worse) to 3 (much better); None at week 0.
    """

    __tablename__ = "outcome_checks"
    __table_args__ = (
        UniqueConstraint("person_id", "week", name="uq_outcome_checks_person_id_week"),
        _score("worst_pain"),
        CheckConstraint("change BETWEEN -3 AND 3", name="change"),
    )

    id = Column(Integer, primary_key=True)
    person_id = _of_person()
    week = Column(Integer, nullable=False)
    day = Column(Date, nullable=False)
    worst_pain = Column(Integer, nullable=False)
    change = Column(Integer)


@mapper_registry.mapped
class OutcomeActivity:
    """How well an activity that matters to somebody goes, 0 (not at all) to 10 (as before)."""

    __tablename__ = "outcome_activities"
    __table_args__ = (_score("score"),)

    check_id = Column(
        Integer, ForeignKey("outcome_checks.id", ondelete="CASCADE"), primary_key=True
    )
    activity = Column(String(64), primary_key=True)
    score = Column(Integer, nullable=False)
