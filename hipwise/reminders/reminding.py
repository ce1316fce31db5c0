"""Everything about reminders that actions and the loop share, built once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import tzlocal
from sqlalchemy.orm import Session, sessionmaker

from hipwise.coaching.zones import Zones
from hipwise.records.prompts import Prompts
from hipwise.records.schedules import Schedules
from hipwise.reminders.desk import Desk
from hipwise.reminders.prompts import Composers
from hipwise.reminders.words import ReminderWords, load_words


@dataclass(frozen=True)
class Reminding:
    """The parts.

    Attributes:
        schedules: when people are prompted.
        prompts: what is said unasked, from due to answered.
        composers: what to say, by kind; others register their kinds here.
        zones: finds time zones by name and on the map.
        desk: carries out what people want of their reminders.
        words: what is said of them.
    """

    schedules: Schedules
    prompts: Prompts
    composers: Composers
    zones: Zones
    desk: Desk
    words: ReminderWords


def build_reminding(
    sessions: sessionmaker[Session],
    root: Path,
    clock: Callable[[], datetime],
    home_zone: str | None = None,
) -> Reminding:
    """Puts the parts together.

    Args:
        sessions: the records, migrated.
        root: the project's root, for content/ and data/.
        clock: the present moment.
        home_zone: IANA name of the zone of those who have not told theirs; the machine's
            where it is not given.

    Raises:
        HipwiseError: a file of words cannot be read.
    """
    content = root / "content"
    schedules, prompts = Schedules(sessions), Prompts(sessions)
    zones = Zones(load_words(root / "data" / "lookup" / "places.yml")["places"])
    words = ReminderWords(load_words(content / "reminders.yml"))
    desk = Desk(schedules, prompts, zones, words, home_zone or tzlocal.get_localzone_name(), clock)
    return Reminding(
        schedules, prompts, Composers(load_words(content / "prompts.yml")), zones, desk, words
    )
