"""All entities of a message."""

from __future__ import annotations

from datetime import datetime

from spacy.tokens import Doc

from hipwise.understanding.entities.ages import find_ages
from hipwise.understanding.entities.durations import find_durations
from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.names import find_names
from hipwise.understanding.entities.pain import find_pain
from hipwise.understanding.entities.places import find_places
from hipwise.understanding.entities.plain import plain_text
from hipwise.understanding.entities.sides import find_sides
from hipwise.understanding.entities.times import find_times, is_bare_ish
from hipwise.understanding.entities.training import find_training
from hipwise.understanding.entities.until import find_until
from hipwise.understanding.entities.weekdays import find_weekdays


def find_entities(doc: Doc, now: datetime, expected: str | None = None) -> list[FoundEntity]:
    """Finds the entities of a message.

    The families that read numbers go from the surest to the vaguest, and each sees only what
    the ones before left: "3x12, pain 2 at 8pm" gives sets, reps and a time before the 2 is
    looked at as a pain score.

    Args:
        doc: the message, from `MessageReader.read`.
        now: the person's own date and time, for "till Monday"; its zone is not looked at.
        expected: the entity that the bot has just asked for, "time" for example, so that a
            bare "8" is read as one; without it a bare number is a pain score.

    Returns:
        Entities in their order in the message, each (entity, value) once. Values:
        exercise, activity, condition, group: a word in snake_case from data/lookup/;
        side: left, right, both; pain_score: 0 to 10; sets, reps, duration_minutes: numbers
        above 0; time: "HH:MM"; weekday: mon to sun or alternate; until: "YYYY-MM-DD";
        place: a name in words.
    """
    message = plain_text(doc)
    names, places = find_names(doc), find_places(doc)
    until = find_until(message.without([*names, *places]), now.date())
    weekdays = find_weekdays(message.without(until))
    names = [name for name in names if not _overlaps(name, weekdays)]  # "sat" may be Saturday

    plain = message.without([*names, *places])  # "five a side", "10k", "UTC+2"
    training = find_training(plain, names)
    plain = plain.without([*training, *until])
    durations = find_durations(plain)
    plain = plain.without(durations)
    ages = find_ages(plain) if plain.has_figure else []
    plain = plain.without(ages)
    # "Eightish" alone may be an hour or a score: it stays to be read as both, or as what is asked.
    ish = is_bare_ish(plain)
    scored = ish and expected == "pain_score"
    times = [] if scored else find_times(plain, expected=expected == "time")
    alone = expected is None and ish
    pain = find_pain(
        plain if alone else plain.without(times), expected=expected in (None, "pain_score")
    )

    found = [*names, *places, *until, *weekdays, *training, *durations, *ages, *times, *pain]
    found += find_sides(message)
    return _once(sorted(found, key=lambda one: (one.start, one.end)))


def _overlaps(one: FoundEntity, others: list[FoundEntity]) -> bool:
    return any(other.start < one.end and one.start < other.end for other in others)


def _once(found: list[FoundEntity]) -> list[FoundEntity]:
    first: dict[tuple[str, object], FoundEntity] = {}
    for one in found:
        first.setdefault((one.entity, one.value), one)
    return list(first.values())
