"""The first meeting: side, how long, what sets it off, pain, age, place, and when to prompt.

Every question can be skipped, answered by button or in words; one message may answer several.
"""

from __future__ import annotations

import datetime as dtm
import re
from collections.abc import Mapping
from typing import Any, Optional

from hipwise.coaching.pain_rule import HIGHEST, LOWEST
from hipwise.coaching.schedule import WEEKDAYS
from hipwise.coaching.zones import Zone, Zones, zone_title
from hipwise.forms.base import GIVEN, Answers, Form, Heard, Reading, answered, is_question
from hipwise.forms.controls import Control
from hipwise.forms.meeting_words import MeetingReader, together
from hipwise.knowledge.story import Story
from hipwise.replies import Reply
from hipwise.understanding.entities.weekdays import days_left
from hipwise.words import Wording

SKIPPED = Control.SKIP.value
NO_PROMPTS = "none"
ALTERNATE = "alternate"
AGE_GROUPS = {"under_16": 16, "16_17": 18, "18_39": 40, "40_59": 60, "60_plus": 200}
STEPS = ("side", "since", "triggers", "worst_pain", "age_group", "place", "days", "time")
YOUNGEST, OLDEST = 5, 110
# What somebody told before the meeting: answers by step, put there by the program.
TOLD = f"{GIVEN}told"
# That the first question has been asked already, so that it is put without what leads up to it.
ASKED = f"{GIVEN}asked"
# How often the answer to "which town?" named none; then the meeting goes on by itself.
NO_TOWN = f"{GIVEN}no_town"
MOST_MISSES = 2
OF_PROMPTS = ("days", "time")
# At these, days and times may tell of the knee: "7 on Monday", "every morning".
_WITH_TIMES = ("since", "triggers", "worst_pain")
# On a later day only these steps' answers are unmistakable, by the entity that makes one.
_UNMISTAKABLE = {"place": "place", "days": "weekday", "time": "time"}

_LONGEST_PLACE = 3  # words
# What the language model takes for a wish about reminders names no town.
_OF_REMINDERS = ("set_reminder", "pause_reminder", "stop_reminder", "snooze_reminder")
# Nor does what it can make nothing of, where that is too long for a name.
_UNCLEAR = ("nlu_fallback", "out_of_scope", "affirm", "deny", "set_timezone")
_AGE = re.compile(r"(?<![\d.:/])(\d{1,3})(?![\d.:/%])")
_DECADE = {
    "twent": 20, "thirt": 30, "fort": 40, "fourt": 40, "fift": 50, "sixt": 60, "sevent": 70,
    "eight": 80, "ninet": 90,
}  # fmt: skip
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
    corrected: dict[str, str]
    named: str
    noted: str
    later: str
    why: dict[str, str]
    which_unit: str
    which_days: str
    sides: dict[str, str]
    questions: dict[str, str]
    buttons: dict[str, dict[str, str]]
    skip: str
    which_place: str
    unknown_place: str
    no_place: str
    place_left: str
    one_time: str
    left_behind: str
    go_on: str
    done: str
    prompts: dict[str, str]
    next: dict[str, str]

    def titled(self, trigger: str) -> str:
        """What sets it off, as it is said back."""
        title = self.buttons["triggers"].get(trigger, trigger.replace("_", " "))
        return title[0].lower() + title[1:]


class Meeting(Form):
    """The first meeting; it may be held again at any time."""

    name = "meeting"
    start_intent = "start_meeting"
    # What they told of their knee lasts; see `answers_later` for the question that was open.
    kept_for = dtm.timedelta(days=30)

    def __init__(
        self, words: MeetingWords, reader: MeetingReader, zones: Zones, home_zone: str
    ) -> None:
        """Takes what it needs.

        Args:
            words: what is said.
            reader: what words mean.
            zones: finds a place's zone.
            home_zone: the zone of whoever tells no place.
        """
        self.words = words
        self._reads = reader
        self._zones = zones
        self._home_zone = home_zone

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
        if not answered(answers) and ASKED not in answers:
            text = "\n\n".join([self.words.intro, *self._known(answers), text])
        return Reply(text, tuple(buttons))

    def _known(self, answers: Answers) -> list[str]:
        """What somebody told before the meeting, said back so that they can put it right."""
        told = answers.get(TOLD, {})
        known = [self.words.sides[told["side"]]] if "side" in told else []
        known += [told["since"]] if "since" in told else []
        known += [self.words.titled(one) for one in told.get("triggers", [])]
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
        if not heard.text:
            return None
        if self._reads.asks_why(heard.text):
            return Reading(answers, self.words.why[step])
        if is_question(heard.text):
            return None
        if self._reads.tells_name(heard.text):
            return Reading(answers, self.words.named)
        if early := self._of_prompts(step, heard, answers):
            return early
        if put_right := self._pain_corrected(step, heard, answers):
            return put_right
        read = getattr(self, f"_{step}")(heard, answers)
        if read is None:
            return self._corrected(step, heard, answers) or self._comes_later(step, heard, answers)
        if isinstance(read, Reading):
            return read
        told = {
            name: value
            for name, value in self._told(heard).items()
            if name != step and _given(name, answers) is None
        }
        return Reading({**answers, **read, **told})

    def answers_later(self, step: str, heard: Heard) -> bool:
        """Whether words of a later day still answer the question that was left open.

        "7" and "did it, but it hurt" may be a report of that day, so they do not.
        """
        entity = _UNMISTAKABLE.get(step)
        return entity is not None and heard.first(entity) is not None

    def _corrected(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Reads words that put an earlier answer right; the reply says what became of what."""
        for one in ("side", "since", "triggers"):
            earlier = _given(one, answers)
            if one == step or earlier is None:
                continue
            value = getattr(self, f"_{one}_put_right")(step, heard, earlier)
            if value is None:
                continue
            return self._put_down(one, value, earlier, answers)
        return None

    def _put_down(self, step: str, value: Any, earlier: Any, answers: Answers) -> Reading:
        new, old = self._said_back(step, value), self._said_back(step, earlier)
        kind = "stays" if new == old else "changed" if old else "set"
        remark = self.words.corrected[kind].format(new=new, old=old)
        return Reading({**answers, step: value}, remark)

    def _pain_corrected(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "I mean the worst pain was 5", before the number is taken for an age or an hour."""
        earlier = _given("worst_pain", answers)
        if step == "worst_pain" or earlier is None or not self._reads.corrects_pain(heard.text):
            return None
        score = self._reads.worst_pain(heard.text, None)
        return None if score is None else self._put_down("worst_pain", score, earlier, answers)

    def _side_put_right(self, step: str, heard: Heard, earlier: Any) -> Optional[str]:
        if self._reads.corrects(heard.text) or self._reads.is_side_alone(heard.text):
            return self._reads.side(heard.text)
        return None

    def _since_put_right(self, step: str, heard: Heard, earlier: Any) -> Optional[str]:
        # "3 days" is a number of days a week where the days are asked for.
        alone = step not in OF_PROMPTS and self._reads.is_span_alone(heard.text)
        if alone or self._reads.corrects(heard.text):
            return self._reads.span(heard.text)
        return None

    def _triggers_put_right(self, step: str, heard: Heard, earlier: Any) -> Optional[list[str]]:
        named = list(dict.fromkeys(heard.entities.get("activity", ())))
        if not named or not self._reads.corrects(heard.text):
            return None
        if self._reads.adds(heard.text) and earlier != SKIPPED:
            return together(earlier, named)
        return named

    def _said_back(self, step: str, value: Any) -> str:
        if value == SKIPPED:
            return ""
        if step == "side":
            return self.words.sides[value]
        if step == "worst_pain":
            return str(value)
        return ", ".join(map(self.words.titled, value)) if step == "triggers" else f"“{value}”"

    def _of_prompts(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Keeps days and times that are told before they are asked for."""
        if step in OF_PROMPTS:
            return None
        if not self._reads.is_of_prompts(heard.text, step not in _WITH_TIMES):
            return None
        told = self._days(heard, answers)
        if not isinstance(told, dict) or told.get("days") == NO_PROMPTS:
            return None
        return Reading({**answers, **told}, self.words.noted)

    def _comes_later(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """What a town, or days and times, get where they may belong to what is asked."""
        if step not in _WITH_TIMES:
            return None
        town = heard.first("place") and len(heard.text.split()) <= _LONGEST_PLACE
        if town or self._reads.is_of_prompts(heard.text, True):
            return Reading(answers, self.words.later)
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
        side = self._reads.side(heard.text)
        return {"side": side} if side else None

    def _since(self, heard: Heard, answers: Answers) -> Reading | dict[str, Any] | None:
        if since := self._reads.since(heard.text):
            return {"since": since}
        if self._reads.is_number_alone(heard.text):
            return Reading(answers, self.words.which_unit)
        return None

    def _triggers(self, heard: Heard, _: Answers) -> Optional[dict[str, Any]]:
        named = list(dict.fromkeys(heard.entities.get("activity", ())))
        if named or _NOTHING.search(heard.text):
            return {"triggers": named}
        return None

    def _worst_pain(self, heard: Heard, _: Answers) -> Optional[dict[str, Any]]:
        read = heard.first("pain_score")
        score = self._reads.worst_pain(heard.text, None if read is None else int(read))
        return None if score is None else {"worst_pain": score}

    def _age_group(self, heard: Heard, _: Answers) -> Optional[dict[str, Any]]:
        text = heard.text.lower()
        ages = [int(match[1]) for match in _AGE.finditer(text)]
        ages += [years for word, years in _DECADE.items() if re.search(rf"\b{word}(?:y|ies)", text)]
        ages = [age for age in ages if YOUNGEST <= age <= OLDEST]
        if not ages:
            return {"age_group": "60_plus"} if re.search(r"\b(?:retired|pension)", text) else None
        return {"age_group": age_group(ages[0])}

    def _place(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        named = heard.first("place")
        said = heard.text
        found = self._zones.find(str(named), said) if named else self._zones.find_in(said)
        if isinstance(found, Zone):
            kept = {"place": found.place, "zone": found.name, "country": found.country}
            return Reading({**_without_choices(answers), "place": kept})
        if found is not None and found.choices:
            choices = [
                {"place": one.place, "zone": one.name, "country": one.country}
                for one in found.choices
            ]
            return Reading({**answers, "places": choices}, self.words.which_place)
        if put_right := self._corrected("place", heard, answers):
            return put_right
        if self._reads.declines(said):
            return Reading({**_without_choices(answers), "place": SKIPPED})
        if heard.intent in _OF_REMINDERS:
            return None
        if self._reads.names_no_place(said):
            return self._missed_place(answers, self.words.no_place)
        if found is None and len(said.split()) > _LONGEST_PLACE:
            unclear = heard.intent in _UNCLEAR
            return self._missed_place(answers, self.words.no_place) if unclear else None
        name = said.strip(" .!") if found is None else found.name
        return self._missed_place(answers, self.words.unknown_place.format(place=name[:40]))

    def _missed_place(self, answers: Answers, remark: str) -> Reading:
        """Asks again, or goes on by itself where it has asked often enough."""
        missed = answers.get(NO_TOWN, 0) + 1
        if missed < MOST_MISSES:
            return Reading({**answers, NO_TOWN: missed}, remark)
        left = self.words.place_left.format(zone=zone_title(self._home_zone))
        return Reading({**_without_choices(answers), "place": SKIPPED}, left)

    def _days(self, heard: Heard, answers: Answers) -> Reading | dict[str, Any] | None:
        days = list(heard.entities.get("weekday", ()))
        times = list(heard.entities.get("time", ()))
        if not days and not times:
            if _NO_PROMPTS.search(heard.text):
                return {"days": NO_PROMPTS}
            counts = self._reads.counts_days(heard.text)
            return Reading(answers, self.words.which_days) if counts else None
        if len(times) > 1:
            return Reading(answers, self.words.one_time)
        told: dict[str, Any] = {}
        if times:
            told["time"] = times[0]
        if days:
            stand = answers.get("days")
            left = days_left(heard.text.lower(), stand if isinstance(stand, list) else WEEKDAYS)
            told["days"] = [ALTERNATE] if ALTERNATE in days else list(left or days)
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
