"""The outcome check of weeks 0, 6 and 12: worst pain, change, and up to three own activities."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from hipwise.coaching.pain_rule import HIGHEST, LOWEST
from hipwise.forms.base import GIVEN, Answers, Form, Heard, Reading, is_question
from hipwise.forms.controls import Control
from hipwise.replies import Reply
from hipwise.words import Wording

SKIPPED = Control.SKIP.value
MOST_ACTIVITIES = 3
NO_MORE = "no_more"
START = 0  # the week with nothing to compare with
# What the program puts among the answers at the start.
WEEK, SUGGESTED, BEFORE = f"{GIVEN}week", f"{GIVEN}suggested", f"{GIVEN}before"

_LONGEST_NAME = 40
_NO_MORE = re.compile(
    r"\W*(?:(?:no|nope|nah|none|nothing|else|that'?s|it|all|more|done|just|the|one|two)\b\W*)+",
    re.IGNORECASE,
)


class OutcomeWords(Wording):
    """content/forms/outcome.yml.

    Attributes:
        worst_pain, change: questions.
        ratings: titles of the seven ratings, by value, with words that mean them.
        activity: asks for an activity that matters, the first and the following ones.
        rate: asks how well one goes.
        no_more, skip: buttons.
        first_kept: after the check at the start.
        skipped: after a check without a pain score.
    """

    worst_pain: str
    change: str
    ratings: dict[str, str]
    rating_words: dict[str, list[str]]
    activity: list[str]
    rate: str
    rate_again: str
    no_more: str
    skip: str
    first_kept: str
    skipped: str


class Outcome(Form):
    """The check; `week` and, later on, the activities named at the start are given answers."""

    name = "outcome"
    start_intent = "start_review"

    def __init__(self, words: OutcomeWords, activity_titles: Mapping[str, str]) -> None:
        """Takes the words, and titles of activities that entities name."""
        self.words = words
        self._titles = activity_titles
        self._ratings = [
            (value, re.compile(rf"\b(?:{'|'.join(map(re.escape, said))})\b", re.I))
            for value, said in words.rating_words.items()
        ]

    def next_step(self, answers: Answers) -> Optional[str]:
        """Pain, change (not at the start), then each activity and how well it goes."""
        if "worst_pain" not in answers:
            return "worst_pain"
        if answers.get(WEEK, START) != START and "change" not in answers:
            return "change"
        for number in range(1, MOST_ACTIVITIES + 1):
            name = _activity(answers, number)
            if name is None:
                # Later checks ask of the same activities, no new ones.
                return f"activity{number}" if answers.get(WEEK, START) == START else None
            if name in (NO_MORE, SKIPPED):
                return None
            if f"score{number}" not in answers:
                return f"score{number}"
        return None

    def expects(self, step: str) -> Optional[str]:
        """A bare number is a score."""
        return "pain_score" if step == "worst_pain" or step.startswith("score") else step

    def question(self, step: str, answers: Answers) -> Reply:
        """Asks one thing."""
        words = self.words
        if step == "change":
            buttons = [self.button(title, step, value) for value, title in words.ratings.items()]
            return Reply(words.change, tuple(buttons))
        if step.startswith("activity"):
            number = int(step[-1])
            named = {answers.get(f"activity{other}") for other in range(1, number)}
            given = [one for one in answers.get(SUGGESTED, []) if one not in named]
            buttons = [self.button(one, step, one) for one in given[:MOST_ACTIVITIES]]
            buttons.append(self.button(words.no_more if number > 1 else words.skip, step, NO_MORE))
            return Reply(words.activity[min(number, len(words.activity)) - 1], tuple(buttons))
        scores = [self.button(str(n), step, str(n)) for n in range(LOWEST, HIGHEST + 1)]
        if step == "worst_pain":
            return Reply(words.worst_pain, tuple(scores))
        again = answers.get(WEEK, START) != START
        text = words.rate_again if again else words.rate
        return Reply(text.format(activity=_activity(answers, int(step[-1]))), tuple(scores))

    def taken(self, step: str, value: str, answers: Answers) -> Reading:
        """Scores are numbers; a skipped score ends nothing but itself."""
        if step == "worst_pain" or step.startswith("score"):
            return Reading({**answers, step: int(value) if value.isdecimal() else value})
        return Reading({**answers, step: value})

    def read(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Reads words as an answer."""
        if is_question(heard.text):
            return None
        if step == "change":
            said = next((value for value, words in self._ratings if words.search(heard.text)), None)
            return Reading({**answers, step: said}) if said else None
        if step.startswith("activity"):
            return self._activity(step, heard, answers)
        score = heard.first("pain_score")
        return None if score is None else Reading({**answers, step: int(score)})

    def _activity(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        if _NO_MORE.fullmatch(heard.text):
            return Reading({**answers, step: NO_MORE})
        named = [self._titles.get(one, one) for one in heard.entities.get("activity", ())]
        said = " ".join(heard.text.split()).strip(" .!")
        if not said or (len(said) > _LONGEST_NAME and not named):
            return None
        # One activity keeps its own words: "dancing with my wife" is more than "sport".
        own = [said] if len(named) < 2 and len(said) <= _LONGEST_NAME else named
        first, *others = dict.fromkeys(own)
        more = others[: MOST_ACTIVITIES - int(step[-1])]
        return Reading({**answers, step: first, SUGGESTED: [*more, *answers.get(SUGGESTED, [])]})


def first_answers(week: int, before: Sequence[str], suggested: Sequence[str]) -> dict[str, Any]:
    """What is known when a check begins.

    Args:
        week: 0, 6 or 12.
        before: the activities rated at the start.
        suggested: activities to offer, as titles.
    """
    return {
        WEEK: week,
        SUGGESTED: list(suggested) if week == START else [],
        BEFORE: list(before[:MOST_ACTIVITIES]),
    }


def _activity(answers: Answers, number: int) -> Optional[str]:
    """An activity by its number: one of the start's, or one just named."""
    before = answers.get(BEFORE, [])
    given = before[number - 1] if number <= len(before) else None
    return given or answers.get(f"activity{number}")


def activities_of(answers: Answers) -> dict[str, int]:
    """Activities with the score that was given to each."""
    scored = {}
    for number in range(1, MOST_ACTIVITIES + 1):
        name, score = _activity(answers, number), answers.get(f"score{number}")
        if isinstance(name, str) and isinstance(score, int):
            scored[name] = score
    return scored
