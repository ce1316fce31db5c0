"""Counts for whoever runs the bot; never who, never what was said."""

from __future__ import annotations

import datetime as dtm
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.models import CheckIn, Flag, Person, Prompt, UnansweredQuestion

WEEKS = 12


@dataclass(frozen=True)
class Statistics:
    """Counts of one moment.

    Attributes:
        people, active_week, active_month, blocked: people in all, seen in the last 7 and 28
            days, and who blocked the bot.
        prompts_sent, prompts_answered: check-in prompts of the last 28 days.
        check_ins: check-ins of the last 28 days.
        retention: for each week after people's first check-in, how many people have come that
            far and how many of them checked in in that week.
        unanswered: the topics most often only guessed at in the last 28 days, with counts.
        flags: danger signs by tier in the last 28 days, and how many of them are open.
    """

    people: int
    active_week: int
    active_month: int
    blocked: int
    prompts_sent: int
    prompts_answered: int
    check_ins: int
    retention: Sequence[tuple[int, int, int]]
    unanswered: Sequence[tuple[str, int]]
    flags: Mapping[str, tuple[int, int]]


def gather(sessions: sessionmaker[Session], now: dtm.datetime) -> Statistics:
    """Counts.

    Args:
        sessions: the records.
        now: aware.
    """
    month, week = now - dtm.timedelta(days=28), now - dtm.timedelta(days=7)
    with sessions.begin() as session:
        people = session.execute(
            select(
                func.count(),
                func.sum(case((Person.last_seen >= week, 1), else_=0)),
                func.sum(case((Person.last_seen >= month, 1), else_=0)),
                func.count(Person.blocked_at),
            )
        ).one()
        prompts = session.execute(
            select(func.count(), func.count(Prompt.answered_at)).where(
                Prompt.kind == "check_in", Prompt.outcome == "sent", Prompt.due_at >= month
            )
        ).one()
        check_ins = session.execute(
            select(func.count()).select_from(CheckIn).where(CheckIn.day >= month.date())
        ).scalar_one()
        unanswered = session.execute(
            select(UnansweredQuestion.offered, func.sum(UnansweredQuestion.count))
            .where(UnansweredQuestion.day >= month.date())
            .group_by(UnansweredQuestion.offered)
            .order_by(func.sum(UnansweredQuestion.count).desc())
            .limit(10)
        ).all()
        flags = session.execute(
            select(
                Flag.tier,
                func.count(),
                func.sum(cast(Flag.closed_at.is_(None), Integer)),
            )
            .where(Flag.opened_at >= month)
            .group_by(Flag.tier)
            .order_by(Flag.tier)
        ).all()
        days = session.execute(select(CheckIn.person_id, CheckIn.day)).all()
    known, active_week, active_month, blocked = (int(number or 0) for number in people)
    return Statistics(
        known,
        active_week,
        active_month,
        blocked,
        int(prompts[0]),
        int(prompts[1]),
        int(check_ins),
        weekly_retention([(str(person), day) for person, day in days], now.date()),
        [(str(offered) or "(nothing likely)", int(number)) for offered, number in unanswered],
        {str(tier): (int(number), int(still or 0)) for tier, number, still in flags},
    )


def weekly_retention(
    days: Sequence[tuple[str, dtm.date]], today: dtm.date
) -> list[tuple[int, int, int]]:
    """Of the people whose first check-in is at least so many whole weeks ago, who checks in.

    Args:
        days: person and day of each check-in.
        today: the last day counted.

    Returns:
        (week, people who have come that far, of these with a check-in in that week), from week 1.
    """
    first: dict[str, dtm.date] = {}
    for person, day in days:
        first[person] = min(day, first.get(person, day))
    active = {(person, (day - first[person]).days // 7) for person, day in days}
    table = []
    for week in range(1, WEEKS + 1):
        # The whole week must lie behind them.
        reached = [
            person for person, day in first.items() if (today - day).days >= 7 * (week + 1) - 1
        ]
        if reached:
            kept = sum((person, week) in active for person in reached)
            table.append((week, len(reached), kept))
    return table


def report(counted: Statistics, say: Callable[[str], None]) -> None:
    """Prints the counts, a line each."""
    say(f"people                     {counted.people}")
    say(f"  seen in the last 7 days  {counted.active_week}")
    say(f"  in the last 28 days      {counted.active_month}")
    say(f"  who blocked the bot      {counted.blocked}")
    say("last 28 days")
    say(f"  check-in prompts sent    {counted.prompts_sent}")
    say(f"  answered                 {counted.prompts_answered}")
    say(f"  days checked in          {counted.check_ins}")
    for tier in ("A", "B", "C"):
        number, still = counted.flags.get(tier, (0, 0))
        say(f"  danger signs of tier {tier}   {number} ({still} open)")
    say("still checking in, of those who began so many weeks ago or more")
    for week, reached, kept in counted.retention:
        say(f"  week {week:2}                  {kept} of {reached}")
    say("most often only guessed at, last 28 days (topics offered)")
    for topics, number in counted.unanswered:
        say(f"  {number:5}  {topics}")
