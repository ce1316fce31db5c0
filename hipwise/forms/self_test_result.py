"""What a mirror test says to the person: in words, and with what may follow. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from hipwise.coaching.pain_rule import Light, pain_light
from hipwise.coaching.self_test import (
    Change,
    Leg,
    Look,
    MirrorTest,
    changes,
    cues,
    difference,
    ends_test,
)
from hipwise.forms.self_test_words import SelfTestWords


def noticed_text(test: MirrorTest, words: SelfTestWords) -> str:
    """What was noticed on each leg, how the legs differ, and what that can mean."""
    lines = [_leg_line(leg, test, words) for leg in Leg]
    if differs := _difference_line(test, words):
        lines.append(differs)
    return "\n\n".join(["\n".join(lines), words.result.meaning.strip()])


def practice_text(test: MirrorTest, words: SelfTestWords, pain_rule: str) -> str:
    """What to do with it: the one cue, the exercises, when to repeat, and the pain rule.

    Where pain ended the test, there is a word on that instead of a cue to squat by.
    """
    said = words.result
    worst = max(leg.pain for leg in test.legs.values())
    if ends_test(worst):
        parts = [said.sore]
        if pain_light(worst) is Light.RED:
            parts.append(said.red)
        parts += [said.gentle, said.repeat_calm]
    else:
        first = next(iter(cues(test)), None)
        cue = words.cues[first.value if first else "none"]
        parts = [said.cue.format(cue=cue), said.exercises, said.repeat]
    return "\n\n".join(part.strip() for part in [*parts, pain_rule])


def then_now_text(then: MirrorTest, now: MirrorTest, day: str, words: SelfTestWords) -> str:
    """What a repeat changed; `day` is that of the earlier test, as it is written."""
    said = words.then_now
    lines = [said.lead.format(day=day)]
    for leg, change in changes(then, now).items():
        compared = " ".join([*_changed(change, then, now, leg, words), _pain_line(change, words)])
        what = compared[:1].upper() + compared[1:]
        lines.append(said.leg.format(what=what, **words.naming(leg)))
    if len(lines) == 1:
        lines.append(said.unclear)
    return "\n".join([*lines, "", said.note.strip()])


def _leg_line(leg: Leg, test: MirrorTest, words: SelfTestWords) -> str:
    said, named, result = words.result, words.naming(leg), test.leg(leg)
    if result is None:
        return said.left_out.format(**named)
    looks = result.noticed
    if looks:
        parts = [said.noticed.format(looks=words.listed(looks), **named)]
    else:
        parts = [said.nothing.format(**named)]
    if result.unsure:
        parts.append(said.unsure.format(looks=words.listed(result.unsure)))
    return " ".join([*parts, said.pain.format(pain=result.pain)])


def _difference_line(test: MirrorTest, words: SelfTestWords) -> Optional[str]:
    found, said = difference(test), words.result
    if found is None:
        return None
    if found.is_none:
        return f"{said.difference} {said.alike}"
    parts = []
    for leg, looks in found.only.items():
        if looks:
            text = said.only.format(looks=words.listed(looks), **words.naming(leg))
            parts.append(text[:1].upper() + text[1:])
    if found.sorer is not None:
        parts.append(said.sorer.format(by=found.by, **words.naming(found.sorer)))
    return " ".join([said.difference, *parts])


def _changed(
    change: Change, then: MirrorTest, now: MirrorTest, leg: Leg, words: SelfTestWords
) -> Iterator[str]:
    said = words.then_now
    rows: tuple[tuple[str, tuple[Look, ...]], ...] = (
        (said.gone, change.gone),
        (said.new, change.new),
        (said.same, change.same),
    )
    if not any(looks for _, looks in rows):
        either = then.legs[leg], now.legs[leg]
        certain = not any(result.noticed or result.unsure for result in either)
        yield said.alike if certain else said.unclear
    first = True
    for text, looks in rows:
        if looks:
            line = text.format(looks=words.listed(looks))
            yield line if first else line[:1].upper() + line[1:]
            first = False


def _pain_line(change: Change, words: SelfTestWords) -> str:
    return words.then_now.pain.format(then=change.pain_then, now=change.pain_now)
