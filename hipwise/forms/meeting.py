"""The first meeting: side, how long, what sets it off, pain, age, place, and when to prompt.

Every question can be skipped, answered by button or in words; one message may answer several.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from hipwise.coaching.pain_rule import HIGHEST, LOWEST
from hipwise.coaching.zones import Zone, Zones
from hipwise.forms.base import GIVEN, Answers, Form, Heard, Reading, answered, is_question
from hipwise.forms.controls import Control
from hipwise.knowledge.story import Story
from hipwise.replies import Reply
from hipwise.words import Wording

SKIPPED = Control.SKIP.value
NO_PROMPTS = "none"
ALTERNATE = "alternate"
AGE_GROUPS = {"under_16": 16, "16_17": 18, "18_39": 40, "40_59": 60, "60_plus": 200}
STEPS = ("side", "since", "triggers", "worst_pain", "age_group", "place", "days", "time")
YOUNGEST, OLDEST = 5, 110
# What somebody told before the meeting: answers by step, put there by the program.
TOLD = f"{GIVEN}told"
# Steps whose answers are put right by words at any later step.
CORRECTED = ("side", "since", "triggers")

_LONGEST = 64  # characters kept of "how long"
_HOW_LONG = re.compile(
    r"\b(?:\d+|days?|weeks?|wks?|months?|mths?|years?|yrs?|ages|while|since|forever|always|"
    r"recent\w*|yesterday|today|morning|night|decades?|summer|winter|spring|autumn|christmas|"
    r"easter|just|new|start\w*|long|school|kid|teen\w*|lockdown)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"(?<![\d.:/])(\d{1,3})(?![\d.:/%])")
_DECADE = {
    "twent": 20, "thirt": 30, "fort": 40, "fourt": 40, "fift": 50, "sixt": 60, "sevent": 70,
    "eight": 80, "ninet": 90,
}  # fmt: skip
_SIDES = (
    ("both", re.compile(r"\b(?:both|each|two|b(?:i)?lateral|the pair|either)\b", re.I)),
    ("left", re.compile(r"\b(?:left|lft|l)\b", re.I)),
    ("right", re.compile(r"\b(?:right|rite|rigth|rght|r)\b", re.I)),
)
_NO_PROMPTS = re.compile(
    r"\b(?:no (?:prompts?|reminders?|messages?|thanks?)|none|never|don'?t (?:remind|prompt|want)|"
    r"no need|without|nope|not needed)\b|^\W*no\W*$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\b(?:nothing|not sure|no idea|don'?t know|dunno|unsure|none)\b", re.I)


class MeetingWords(Wording):
    """content/forms/meeting.yml: a question and its buttons for each step."""

    intro: str
    known: str
    corrected: str
    sides: dict[str, str]
    questions: dict[str, str]
    buttons: dict[str, dict[str, str]]
    skip: str
    which_place: str
    unknown_place: str
    one_time: str
    done: str
    prompts: str
    next: dict[str, str]


class Meeting(Form):
    """The first meeting; it may be held again at any time."""

    name = "meeting"
    start_intent = "start_meeting"

    def __init__(self, words: MeetingWords, zones: Zones) -> None:
        """Takes the words, and what finds a place's zone."""
        self.words = words
        self._zones = zones

    def next_step(self, answers: Answers) -> Optional[str]:
        """The first question without an answer; the time only where prompts are wanted."""
        for step in STEPS:
            if step == "time" and answers.get("days") in (NO_PROMPTS, SKIPPED):
                return None
            if step not in answers and step not in answers.get(TOLD, {}):
                return step
        return None

    def expects(self, step: str) -> Optional[str]:
        """What a bare number is."""
        return {"worst_pain": "pain_score", "time": "time"}.get(step, step)

    def question(self, step: str, answers: Answers) -> Reply:
        """Asks one thing; every question can be skipped."""
        buttons = [
            self.button(title, step, value)
            for value, title in self.words.buttons.get(step, {}).items()
        ]
        if step == "worst_pain":
            buttons += [self.button(str(n), step, str(n)) for n in range(LOWEST, HIGHEST + 1)]
        if step == "place" and "places" in answers:
            buttons += [
                self.button(str(place["place"]), step, str(number))
                for number, place in enumerate(answers["places"])
            ]
        buttons.append(self.button(self.words.skip, step, SKIPPED))
        text = self.words.questions[step]
        if not answered(answers):
            text = "\n\n".join([self.words.intro, *self._known(answers), text])
        return Reply(text, tuple(buttons))

    def _known(self, answers: Answers) -> list[str]:
        """What somebody told before the meeting, said back so that they can put it right."""
        told = answers.get(TOLD, {})
        known = [self.words.sides[told["side"]]] if "side" in told else []
        known += [told["since"]] if "since" in told else []
        known += told.get("triggers", [])
        return [self.words.known.format(known=", ".join(known))] if known else []

    def taken(self, step: str, value: str, answers: Answers) -> Reading:
        """A button's value in the form in which it is kept."""
        changed = {name: kept for name, kept in answers.items() if name != step}
        if value == SKIPPED:
            return Reading({**changed, step: SKIPPED})
        if step == "place":
            return Reading({**_without_choices(changed), step: answers["places"][int(value)]})
        if step == "worst_pain":
            return Reading({**changed, step: int(value)})
        if step == "triggers":
            return Reading({**changed, step: [] if value == "other" else [value]})
        if step == "days":
            days, _, time = value.partition(" ")
            more = {"time": time} if time else {}
            return Reading({**changed, **more, step: _days_of(days)})
        return Reading({**changed, step: value})

    def read(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Reads words as the answer to a step; what else they tell counts too."""
        if is_question(heard.text):
            return None
        read = getattr(self, f"_{step}")(heard, answers)
        if read is None:
            return self._corrected(step, heard, answers)
        if isinstance(read, Reading):
            return read
        told = {
            name: value
            for name, value in self._told(heard).items()
            if name != step and name not in answers
        }
        return Reading({**answers, **read, **told})

    def _corrected(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Reads words that answer none of this step as a correction of an earlier answer."""
        earlier = [one for one in CORRECTED if one != step and _given(one, answers) is not None]
        for one in earlier:
            if one == "since" and not re.search(r"\d|\b(?:day|week|month|year)", heard.text):
                continue
            read = getattr(self, f"_{one}")(heard, answers)
            if isinstance(read, dict):
                return Reading({**answers, **read}, self.words.corrected)
        return None

    def _told(self, heard: Heard) -> dict[str, Any]:
        """What a message tells without having been asked for it."""
        told: dict[str, Any] = {}
        if len(heard.text.split()) < 4:
            return told
        if side := heard.first("side"):
            told["side"] = side
        if triggers := heard.entities.get("activity"):
            told["triggers"] = list(dict.fromkeys(triggers))
        return told

    def _side(self, heard: Heard, _: Answers) -> Optional[dict[str, Any]]:
        sides = [side for side, words in _SIDES if words.search(heard.text)]
        if "both" in sides or {"left", "right"} <= set(sides):
            fine = re.search(
                r"\b(left|right)\b[^.,;]*\b(?:fine|ok|okay|good|no pain)\b", heard.text, re.I
            )
            if fine and "both" not in sides:
                return {"side": "right" if fine[1].lower() == "left" else "left"}
            return {"side": "both"}
        return {"side": sides[0]} if sides else None

    def _since(self, heard: Heard, _: Answers) -> Optional[dict[str, Any]]:
        said = " ".join(heard.text.split()).strip(" .!")
        if not said or len(said) > _LONGEST or not _HOW_LONG.search(said):
            return None
        return {"since": said[0].lower() + said[1:]}

    def _triggers(self, heard: Heard, _: Answers) -> Optional[dict[str, Any]]:
        named = list(dict.fromkeys(heard.entities.get("activity", ())))
        if named or _NOTHING.search(heard.text):
            return {"triggers": named}
        return None

    def _worst_pain(self, heard: Heard, _: Answers) -> Optional[dict[str, Any]]:
        score = heard.first("pain_score")
        return None if score is None else {"worst_pain": int(score)}

    def _age_group(self, heard: Heard, _: Answers) -> Optional[dict[str, Any]]:
        text = heard.text.lower()
        ages = [int(match[1]) for match in _AGE.finditer(text)]
        ages += [years for word, years in _DECADE.items() if re.search(rf"\b{word}(?:y|ies)", text)]
        ages = [age for age in ages if YOUNGEST <= age <= OLDEST]
        if not ages:
            return {"age_group": "60_plus"} if re.search(r"\b(?:retired|pension)", text) else None
        return {"age_group": age_group(ages[0])}

    def _place(self, heard: Heard, answers: Answers) -> Reading | dict[str, Any] | None:
        named = heard.first("place")
        said = heard.text
        found = self._zones.find(str(named), said) if named else self._zones.find_in(said)
        if isinstance(found, Zone):
            kept = {"place": found.place, "zone": found.name, "country": found.country}
            return Reading({**_without_choices(answers), "place": kept})
        if found is None:
            if named is None and len(heard.text.split()) > 3:
                return None
            return Reading(
                answers, self.words.unknown_place.format(place=heard.text.strip(" .!")[:40])
            )
        choices = [
            {"place": one.place, "zone": one.name, "country": one.country} for one in found.choices
        ]
        if not choices:
            return Reading(answers, self.words.unknown_place.format(place=found.name[:40]))
        return Reading({**answers, "places": choices}, self.words.which_place)

    def _days(self, heard: Heard, answers: Answers) -> Reading | dict[str, Any] | None:
        days = list(heard.entities.get("weekday", ()))
        times = list(heard.entities.get("time", ()))
        if not days and not times:
            return {"days": NO_PROMPTS} if _NO_PROMPTS.search(heard.text) else None
        if len(times) > 1:
            return Reading(answers, self.words.one_time)
        told: dict[str, Any] = {}
        if times:
            told["time"] = times[0]
        if days:
            told["days"] = [ALTERNATE] if ALTERNATE in days else days
        return told

    def _time(self, heard: Heard, answers: Answers) -> Reading | dict[str, Any] | None:
        return self._days(heard, answers)


def _given(step: str, answers: Answers) -> Any:
    """What is known of a step, from the meeting or from before it."""
    return answers.get(step, answers.get(TOLD, {}).get(step))


def from_story(story: Story) -> dict[str, Any]:
    """Answers that somebody gave before the meeting, when they told of their knee."""
    told: dict[str, Any] = {}
    if story.side:
        told["side"] = story.side
    if story.since:
        told["since"] = story.since
    if story.activities:
        told["triggers"] = list(story.activities)
    return {TOLD: told} if told else {}


def age_group(age: int) -> str:
    """The group of an age in years."""
    return next(group for group, below in AGE_GROUPS.items() if age < below)


def profile_fields(answers: Answers) -> dict[str, Any]:
    """The answers as columns of `Profile`; what was skipped changes nothing."""
    all_told = {**answers.get(TOLD, {}), **answers}
    given = {name: value for name, value in all_told.items() if value != SKIPPED}
    fields = {
        name: given[name] for name in ("side", "since", "worst_pain", "age_group") if name in given
    }
    if "triggers" in given:
        fields["triggers"] = ",".join(given["triggers"])
    if "place" in given:
        fields.update(given["place"])
    return fields


def _days_of(value: str) -> list[str] | str:
    return value if value == NO_PROMPTS else value.split(".")


def _without_choices(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name != "places"}
