"""When people are prompted: one row for each person who asked for it, with the next moment."""

from __future__ import annotations

import datetime as dtm
import functools
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.schedule import Rhythm, day_of, first_after, next_after, spread_of
from hipwise.records.database import ONLY_READS, insert_into
from hipwise.records.known import know
from hipwise.records.models import OpenForm, Profile, Prompt, Schedule
from hipwise.records.pauses import begin_pause, end_pause

# The name in `open_forms` of a question about reminders that waits for its answer.
QUESTION = "reminder"
# What was asked yesterday is not what a number means today.
QUESTION_LASTS = dtm.timedelta(hours=12)


class Heard(NamedTuple):
    """What is known of somebody who has just written.

    Attributes:
        zone: IANA name; None where it is not known.
        question: what a question about reminders has asked and learnt so far; None without one.
    """

    zone: str | None
    question: dict[str, Any] | None


class Schedules:
    """One row a person; `person_id` is Rasa's sender id."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        """Takes the sessions of the records."""
        self._sessions = sessions

    def get(self, person_id: str) -> Schedule | None:
        """Somebody's schedule, also a stopped or paused one."""
        with self._sessions.begin() as session:
            found: Schedule | None = session.get(Schedule, person_id)
        return found

    def save(self, person_id: str, rhythm: Rhythm, now: dtm.datetime) -> dtm.datetime:
        """Sets or changes when somebody is prompted; it is on from now, unless paused.

        A day on which they have been prompted already is not prompted again.

        Returns:
            The next moment.
        """
        with self._sessions.begin() as session:
            know(session, person_id, now)
            row: Any = session.get(Schedule, person_id, with_for_update=True)
            if row is None:
                row = Schedule()
                row.person_id = person_id
                session.add(row)
            row.at = rhythm.at.strftime("%H:%M")
            row.weekdays = ",".join(rhythm.weekdays)
            row.alternate_from = rhythm.alternate_from
            row.zone = rhythm.zone
            row.chose_quiet_hours = rhythm.chose_quiet_hours
            row.paused_until = rhythm.paused_until
            _start(session, row, now)
            moment: dtm.datetime = row.next_at
            return moment

    def pause(self, person_id: str, until: dtm.date, now: dtm.datetime) -> bool:
        """Lets prompts rest until a local day; False where none are on."""
        with self._sessions.begin() as session:
            row = _running(session, person_id)
            if row is None:
                return False
            row.paused_until = until
            today = _today(row, now)
            # "Not today" leaves out a prompt; only more than that is a time off.
            if until - today > dtm.timedelta(days=1):
                begin_pause(session, person_id, today, until)
            _start(session, row, now)
            _drop_open(session, person_id, Prompt.day < until)
            return True

    def resume(self, person_id: str, now: dtm.datetime, first: dtm.date | None = None) -> bool:
        """Starts prompts again after a pause or a stop; False where there never were any.

        Args:
            person_id: Rasa's sender id.
            now: aware.
            first: the first local day with prompts again; at once without one.
        """
        with self._sessions.begin() as session:
            row: Any = session.get(Schedule, person_id, with_for_update=True)
            if row is None:
                return False
            row.paused_until = first
            end_pause(session, person_id, _today(row, now))
            if first is not None:
                begin_pause(session, person_id, _today(row, now), first)
            _start(session, row, now)
            return True

    def stop(self, person_id: str, now: dtm.datetime) -> bool:
        """Ends all prompts; False where none were on. The times are kept for `resume`."""
        with self._sessions.begin() as session:
            _drop_open(session, person_id)
            row = _running(session, person_id)
            if row is None:
                return False
            row.stopped_at, row.next_at = now, None
            return True

    def set_zone(
        self, person_id: str, zone: str, country: str | None, place: str, now: dtm.datetime
    ) -> None:
        """Notes where somebody is; their prompts keep their local time."""
        with self._sessions.begin() as session:
            know(session, person_id, now)
            values = {"zone": zone, "country": country, "place": place[:64]}
            session.execute(
                insert_into(session, Profile)
                .values(person_id=person_id, **values)
                .on_conflict_do_update(index_elements=["person_id"], set_=values)
            )
            row: Any = session.get(Schedule, person_id, with_for_update=True)
            if row is not None:
                row.zone = zone
                if row.next_at is not None:
                    row.next_at = _next_moment(session, row, now)

    def zone_of(self, person_id: str) -> str | None:
        """The zone somebody told, else the one their prompts go by."""
        with self._sessions.begin() as session:
            return _zone_of(session, person_id)

    def told_zone(self, person_id: str) -> tuple[str, str] | None:
        """The zone that somebody told and the place they named; None where they have not."""
        query = select(Profile.zone, Profile.place).where(Profile.person_id == person_id)
        with self._sessions.begin() as session:
            found = session.execute(query).first()
        return (found.zone, found.place or "") if found and found.zone else None

    def heard(self, person_id: str, now: dtm.datetime) -> Heard:
        """Notes that somebody wrote or pressed: whatever waited for an answer has one.

        The count of unanswered prompts begins anew, and prompts that stood still while they
        could not be reached go on.
        """
        with self._sessions.begin() as session:
            # Before every turn, and there is seldom anything to note.
            session.connection(execution_options={ONLY_READS: True})
            known: Any = session.execute(_what_is_known(), {"person": person_id}).one()
        if known.waits:
            self._note(person_id, now)
        is_open = known.asked_at is not None and known.asked_at > now - QUESTION_LASTS
        return Heard(known.zone, dict(known.asked) if is_open else None)

    def _note(self, person_id: str, now: dtm.datetime) -> None:
        with self._sessions.begin() as session:
            session.execute(
                update(Prompt)
                .where(_awaits_answer(person_id))
                .values(answered_at=now)
                .execution_options(synchronize_session=False)
            )
            row: Any = session.get(Schedule, person_id)
            if row is not None:
                row.unanswered, row.asked_to_quiet_at = 0, None
            wake(session, person_id, now)

    def ask(self, person_id: str, answers: dict[str, Any], now: dtm.datetime) -> None:
        """Keeps what a question about reminders asks and has learnt, until it is answered."""
        with self._sessions.begin() as session:
            know(session, person_id, now)
            values = {"answers": answers, "paused": False, "updated_at": now}
            session.execute(
                insert_into(session, OpenForm)
                .values(person_id=person_id, form=QUESTION, **values)
                .on_conflict_do_update(index_elements=["person_id", "form"], set_=values)
            )

    def forget_question(self, person_id: str) -> None:
        """Ends the question."""
        with self._sessions.begin() as session:
            session.execute(
                delete(OpenForm).where(OpenForm.person_id == person_id, OpenForm.form == QUESTION)
            )


def rhythm_of(row: Schedule) -> Rhythm:
    """What a row says, for the arithmetic."""
    given: Any = row
    return Rhythm(
        at=dtm.time.fromisoformat(given.at),
        weekdays=tuple(day for day in given.weekdays.split(",") if day),
        zone=given.zone,
        alternate_from=given.alternate_from,
        chose_quiet_hours=given.chose_quiet_hours,
        paused_until=given.paused_until,
    )


def silence(session: Session, person_id: str) -> None:
    """Takes a person who cannot be reached out of the schedule."""
    session.execute(
        update(Schedule)
        .where(Schedule.person_id == person_id)
        .values(next_at=None)
        .execution_options(synchronize_session=False)
    )


def wake(session: Session, person_id: str, now: dtm.datetime) -> None:
    """Puts a person who is back into the schedule again."""
    row = _running(session, person_id)
    if row is not None and row.next_at is None:
        row.next_at = _next_moment(session, row, now)


def _running(session: Session, person_id: str) -> Any:
    """A schedule that is not stopped."""
    query = select(Schedule).where(Schedule.person_id == person_id, Schedule.stopped_at.is_(None))
    return session.execute(query).scalars().first()


def _today(row: Any, now: dtm.datetime) -> dtm.date:
    return now.astimezone(ZoneInfo(row.zone)).date()


def _start(session: Session, row: Any, now: dtm.datetime) -> None:
    row.stopped_at, row.asked_to_quiet_at, row.unanswered = None, None, 0
    # One that was put off to later today goes by the new time.
    _drop_open(session, row.person_id, Prompt.kind == "check_in", Prompt.due_at > now)
    row.next_at = _next_moment(session, row, now)


def _next_moment(session: Session, row: Any, now: dtm.datetime) -> dtm.datetime:
    """The next moment on a day without a prompt."""
    rhythm, spread = rhythm_of(row), spread_of(row.person_id)
    moment = first_after(rhythm, now, spread)
    prompted = set(
        session.execute(
            select(Prompt.day).where(
                Prompt.person_id == row.person_id,
                Prompt.kind == "check_in",
                Prompt.day >= day_of(rhythm, moment),
            )
        ).scalars()
    )
    while day_of(rhythm, moment) in prompted:
        moment = next_after(rhythm, moment, spread)
    return moment


def _drop_open(session: Session, person_id: str, *conditions: Any) -> None:
    """Deletes prompts that nobody has begun to send."""
    session.execute(
        delete(Prompt)
        .where(
            Prompt.person_id == person_id,
            Prompt.outcome.is_(None),
            Prompt.tries == 0,
            *conditions,
        )
        .execution_options(synchronize_session=False)
    )


def _zone_of(session: Session, person_id: str) -> str | None:
    zone: str | None = session.execute(select(_zone(person_id))).scalar()
    return zone


def _zone(person: Any) -> Any:
    told = select(Profile.zone).where(Profile.person_id == person).scalar_subquery()
    prompted = select(Schedule.zone).where(Schedule.person_id == person).scalar_subquery()
    return func.coalesce(told, prompted)


def _awaits_answer(person: Any) -> Any:
    """Whether a prompt is one that somebody got and has not answered."""
    return and_(Prompt.person_id == person, Prompt.outcome == "sent", Prompt.answered_at.is_(None))


@functools.cache
def _what_is_known() -> Any:
    """Asks for all that `heard` tells; putting it together takes longer than the answer."""
    person = bindparam("person")
    stands_still = and_(Schedule.stopped_at.is_(None), Schedule.next_at.is_(None))
    goes_on = exists().where(
        Schedule.person_id == person,
        or_(Schedule.unanswered > 0, Schedule.asked_to_quiet_at.is_not(None), stands_still),
    )
    question = OpenForm.person_id == person, OpenForm.form == QUESTION
    return select(
        or_(exists().where(_awaits_answer(person)), goes_on).label("waits"),
        _zone(person).label("zone"),
        select(OpenForm.answers).where(*question).scalar_subquery().label("asked"),
        select(OpenForm.updated_at).where(*question).scalar_subquery().label("asked_at"),
    )
