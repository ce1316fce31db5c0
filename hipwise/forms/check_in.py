"""The daily check-in: how the morning after was, whether they trained, what, how sore. Pure.

Three taps at most: what was done is asked only where it was a part, and not where the morning
after was asked before.
"""

from __future__ import annotations

import datetime as dtm
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from hipwise.coaching.pain_rule import HIGHEST, LOWEST, Light, pain_light
from hipwise.forms.base import Answers, Form, Heard, Reading, answered
from hipwise.forms.check_in_words import (
    MORNING,
    MOVED,
    PAIN,
    TRAINED,
    WHAT,
    CheckInWords,
    DoneSet,
    Told,
)
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for
from hipwise.words import Wording

SKIP = "skip"
# Asked where the morning after was told as a score that may be usual for the knee, or not.
USUAL = "usual"
SICK = "sick"
# What the program puts among the answers at the start.
DAY = "_day"  # the local day that is told of, as ISO date
NOW = "_now"  # the local day on which is talked
PLANNED = "_planned"  # whether training is planned for it
PLAN = "_plan"  # its exercises: [[id, name], ...]
OWN = "_own"  # names of the person's own exercises
AFTER = "_after"  # the session whose morning after is not known yet, as ISO date
PROMPTED = "_prompted"  # where the program asked by itself: whether the question says hello
NOTED = "_noted"  # guided sets noted that day: [[exercise, sets, reps], ...]
SCORE = "score"  # the score by which the morning after was told
PUT = "_put"  # the question put last, and how often in a row: [step, times]
# Questions that are let go where they are passed over.
_LET_GO = (MORNING, USUAL, MOVED)
_MOST_PUT = 2
_TOO_HIGH = re.compile(r"[^?]*\b(?:1[1-9]|[2-9]\d|\d{3,})\b[^?]*")
# A form asked in the evening is still answered over breakfast.
_OPEN_UNTIL = dtm.time(12, 0)


class CheckInSentences(Wording):
    """content/forms/check_in.yml."""

    prompted: str
    later: str
    ask_morning: str
    morning: dict[str, str]
    ask_usual: str
    usual: dict[str, str]
    ask_trained: str
    trained: dict[str, str]
    not_that_day: str
    ask_moved: str
    ask_moved_past: str
    moved: dict[str, str]
    ask_what: str
    ask_what_past: str
    ask_pain: str
    ask_pain_past: str
    ask_pain_resting: str
    already: str
    pain_range: str
    pain_roughly: str
    noted_first: str
    one_day: str
    corrected_pain: str
    corrected: str
    today: str
    yesterday: str
    weekdays: list[str]

    def day(self, day: dtm.date, today: dtm.date) -> str:
        """How a day is called: today, yesterday or its weekday."""
        ago = (today - day).days
        if ago in (0, 1):
            return (self.today, self.yesterday)[ago]
        return self.weekdays[day.weekday()]


@dataclass(frozen=True)
class CheckedIn:
    """What a check-in came to.

    Attributes:
        day: the local day.
        planned: whether training was planned.
        trained: all, part, none or rest; None where it was not said.
        sick: whether a day off was for illness or the like.
        moved: whether there was easy movement on a rest day; None where not asked.
        done: exercises done.
        pain: 0 to 10; None where not said.
        after: the session whose morning after was asked.
        settled: settled or worse; None where not said.
    """

    day: dtm.date
    planned: bool
    trained: Optional[str]
    sick: bool
    moved: Optional[bool]
    done: tuple[DoneSet, ...]
    pain: Optional[int]
    after: Optional[dtm.date]
    settled: Optional[str]


class CheckIn(Form):
    """The check-in."""

    name = "check_in"
    start_intent = "start_check_in"
    loads_the_leg = True

    def __init__(self, sentences: CheckInSentences, words: CheckInWords) -> None:
        """Takes what is said, and what reads the answers."""
        self.sentences = sentences
        self.words = words

    def is_current(self, answers: Answers, now: dtm.datetime) -> bool:
        """Whether it is still the day told of, or the morning after it."""
        day = dtm.date.fromisoformat(answers.get(DAY, now.date().isoformat()))
        if day >= now.date() or answers.get(NOW) == now.date().isoformat():
            return True
        return now.date() - day == dtm.timedelta(days=1) and now.time() < _OPEN_UNTIL

    def next_step(self, answers: Answers) -> Optional[str]:
        """Asks only what is missing."""
        if AFTER in answers and MORNING not in answers:
            return USUAL if SCORE in answers else MORNING
        trained = answers.get(TRAINED)
        if trained is None:
            return TRAINED if answers.get(PLANNED, True) else MOVED
        if trained in ("none", SKIP) or (trained == "rest" and answers.get(PLANNED, True)):
            return None
        if PAIN in answers:
            # Whoever told the score in words told what they wanted to tell.
            return None
        asks_what = trained == "part" and AFTER not in answers
        return WHAT if asks_what and not self._knows_what(answers) else PAIN

    def _knows_what(self, answers: Answers) -> bool:
        return WHAT in answers or bool(answers.get(NOTED)) or not answers.get(PLAN)

    def expects(self, step: str) -> Optional[str]:
        """A bare number is the score where it is asked."""
        return "pain_score" if step == PAIN else None

    def question(self, step: str, answers: Answers) -> Reply:
        """The question, with buttons for all that can be tapped."""
        asked = self._asked(step, answers)
        if PROMPTED not in answers or answered(answers):
            return asked
        later = Button(self.sentences.later, payload_for("snooze_reminder"))
        hello = f"{self.sentences.prompted} " if answers[PROMPTED] else ""
        return Reply(f"{hello}{asked.text}", (*asked.buttons, later))

    def _asked(self, step: str, answers: Answers) -> Reply:
        say = self.sentences
        today = dtm.date.fromisoformat(answers[NOW])
        day = dtm.date.fromisoformat(answers[DAY])
        called = say.day(day, today)
        if step == MORNING:
            after = say.day(dtm.date.fromisoformat(answers[AFTER]), today)
            return self._choices(step, say.ask_morning.format(days=f"{after}'s"), say.morning)
        if step == USUAL:
            return self._choices(step, say.ask_usual.format(pain=answers[SCORE]), say.usual)
        if step == TRAINED:
            titles = dict(say.trained)
            if day != today:
                titles["none"] = say.not_that_day
            text = say.ask_trained.format(day=called)
            noted = [name for name, _, _ in answers.get(NOTED, ())]
            if noted:
                names = {exercise: name for exercise, name in answers.get(PLAN, ())}
                listed = ", ".join(names.get(name, name).lower() for name in noted)
                text = f"{say.already.format(exercises=listed)} {text}"
            return self._choices(step, text, titles)
        if step == MOVED:
            form = say.ask_moved if day == today else say.ask_moved_past
            return self._choices(step, form.format(day=called.capitalize()), say.moved)
        if step == WHAT:
            names = {str(number): name for number, (_, name) in enumerate(answers.get(PLAN, ()))}
            form = say.ask_what if day == today else say.ask_what_past
            return self._choices(step, form.format(day=called), names)
        trained = say.ask_pain if day == today else say.ask_pain_past
        text = trained if answers[TRAINED] != "rest" else say.ask_pain_resting
        scores = {str(score): str(score) for score in range(LOWEST, HIGHEST + 1)}
        return self._choices(step, text.format(day=called), scores)

    def _choices(self, step: str, text: str, titles: Mapping[str, str]) -> Reply:
        buttons = [self.button(title, step, value) for value, title in titles.items()]
        return Reply(text, tuple(buttons))

    def taken(self, step: str, value: str, answers: Answers) -> Reading:
        """Takes a button; one of an earlier question corrects it."""
        told = dict(answers)
        if step in (MORNING, USUAL):
            told[MORNING] = value
            return Reading(told)
        if step == MOVED:
            told[MOVED] = value
            told[TRAINED] = "all" if value == "trained" else "rest"
            return Reading(told)
        if step == WHAT:
            plan = answers.get(PLAN, ())
            known = value.isdecimal() and int(value) < len(plan)
            told[WHAT] = [[plan[int(value)][0], None, None]] if known else SKIP
            return Reading(told)
        if step == PAIN and value.isdecimal():
            told[PAIN] = int(value)
            return Reading(told)
        if step == TRAINED and value != "part":
            told.pop(WHAT, None)
        told[step] = value
        return Reading(told)

    def read(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Reads words; they may answer several questions, or correct one."""
        if heard.now is None:
            return None
        if step == USUAL and (more := self.words.more_than_usual(heard.text)) is not None:
            return Reading({**answers, MORNING: "worse" if more else "settled"})
        told = self.words.read(
            heard.text,
            heard.now,
            self._plan(answers),
            answers.get(OWN, ()),
            MORNING if step == USUAL else step,
        )
        if told.day is not None and told.day.isoformat() != answers.get(DAY):
            return None
        merged = self.with_told(told, answers)
        if step == USUAL and MORNING not in merged:
            more = self.words.agrees(heard.text)
            merged |= {} if more is None else {MORNING: "worse" if more else "settled"}
        if merged == answers:
            if step == PAIN and told.unsure:
                return Reading(answers, self.sentences.pain_roughly)
            out_of_range = step == PAIN and _TOO_HIGH.fullmatch(heard.text)
            return Reading(answers, self.sentences.pain_range) if out_of_range else None
        ahead = step in (MORNING, USUAL) and self.next_step(merged) == step
        if ahead and self.is_passed_over(step, answers):
            # Whoever tells on of the training is not held up by the morning a third time.
            merged[MORNING] = SKIP
        return Reading(merged, self._remark(step, told, answers, merged))

    def _plan(self, answers: Answers) -> list[str]:
        return [exercise for exercise, _ in answers.get(PLAN, ())]

    def _remark(self, step: str, told: Told, before: Answers, after: Answers) -> str:
        say, old, new = self.sentences, before.get(PAIN), after.get(PAIN)
        if old is not None and new != old:
            return say.corrected_pain.format(old=old, new=new)
        if TRAINED in before and before[TRAINED] != after[TRAINED] and told.corrects:
            return say.corrected
        if told.more_days and told.of_training and step == TRAINED:
            today = dtm.date.fromisoformat(after[NOW])
            return say.one_day.format(day=say.day(dtm.date.fromisoformat(after[DAY]), today))
        # What ran ahead of the question is kept, and the question is put again.
        ahead = step in (MORNING, USUAL) and self.next_step(after) == step
        return say.noted_first if ahead else ""

    def is_passed_over(self, step: str, answers: Answers) -> bool:
        """Whether a question was put often enough without an answer to be let go."""
        return step in _LET_GO and self._times_put(step, answers) >= _MOST_PUT

    def _times_put(self, step: str, answers: Answers) -> int:
        last, times = answers.get(PUT) or (None, 0)
        return int(times) if last == step else 0

    def put(self, step: str, answers: Answers) -> Answers:
        """The answers with a note that a question is put, for the first time or again."""
        return {**answers, PUT: [step, self._times_put(step, answers) + 1]}

    def as_new(self, answers: Answers) -> Answers:
        """The answers as the person comes in again: nothing was passed over yet."""
        return {name: value for name, value in answers.items() if name != PUT}

    def with_told(self, told: Told, answers: Answers) -> dict[str, Any]:
        """The answers with what a message tells put into them."""
        merged = dict(answers)
        if AFTER in answers:
            merged |= self._of_morning(told, answers)
        if told.trained is not None:
            merged[TRAINED] = told.trained
            if told.sick:
                merged[SICK] = True
            elif told.trained != "rest":
                merged.pop(SICK, None)
        if told.moved is not None:
            merged[MOVED] = "yes" if told.moved else "no"
            merged.setdefault(TRAINED, "rest")
        if told.done:
            merged[WHAT] = [[one.exercise, one.sets, one.reps] for one in told.done]
        elif told.trained is not None and told.trained != "part":
            merged.pop(WHAT, None)
        if told.pain is not None:
            merged[PAIN] = told.pain
        return merged

    def _of_morning(self, told: Told, answers: Answers) -> dict[str, Any]:
        """What words tell of the morning after; between green and red it is asked once."""
        if told.settled is not None:
            return {MORNING: told.settled}
        if told.unsure and MORNING not in answers:
            return {MORNING: SKIP}
        if told.morning_pain is None or MORNING in answers:
            return {}
        light = pain_light(told.morning_pain)
        if light is Light.YELLOW:
            return {MORNING: SKIP} if SCORE in answers else {SCORE: told.morning_pain}
        return {MORNING: "settled" if light is Light.GREEN else "worse"}

    def with_kept(
        self,
        trained: Optional[str],
        pain: Optional[int],
        done: Sequence[DoneSet],
        answers: Answers,
    ) -> dict[str, Any]:
        """The answers with what is kept of the day already, so that more can be said of it."""
        merged = dict(answers)
        if trained is not None:
            merged[TRAINED] = trained
        if pain is not None:
            merged[PAIN] = pain
        if done:
            merged[WHAT] = [[one.exercise, one.sets, one.reps] for one in done]
        # The morning before was asked when it was told.
        merged.pop(AFTER, None)
        return merged

    def with_more(self, told: Told, answers: Answers) -> dict[str, Any]:
        """The answers with what a later message of the same day adds: "did the bridges too"."""
        before = answers.get(WHAT)
        merged = self.with_told(told, answers)
        if not told.done or told.corrects or not isinstance(before, list):
            return merged
        done = {name: [name, sets, reps] for name, sets, reps in [*before, *merged[WHAT]]}
        whole = set(self._plan(answers)) <= set(done)
        return {**merged, WHAT: list(done.values()), TRAINED: "all" if whole else "part"}

    def result(self, answers: Answers) -> CheckedIn:
        """What a finished check-in came to."""
        trained = answers.get(TRAINED)
        pain, settled = answers.get(PAIN), answers.get(MORNING)
        after = answers.get(AFTER)
        return CheckedIn(
            day=dtm.date.fromisoformat(answers[DAY]),
            planned=bool(answers.get(PLANNED, True)),
            trained=trained if trained != SKIP else None,
            sick=bool(answers.get(SICK)),
            moved={"yes": True, "no": False}.get(answers.get(MOVED, "")),
            done=self._done(answers),
            pain=pain if isinstance(pain, int) else None,
            after=dtm.date.fromisoformat(after) if after else None,
            settled=settled if settled in ("settled", "worse") else None,
        )

    def _done(self, answers: Answers) -> tuple[DoneSet, ...]:
        if answers.get(TRAINED) not in ("all", "part"):
            return ()
        told = answers.get(WHAT)
        sets: Sequence[Any] = told if isinstance(told, list) else ()
        done = {
            exercise: DoneSet(exercise, n, reps) for exercise, n, reps in answers.get(NOTED, ())
        }
        done |= {exercise: DoneSet(exercise, n, reps) for exercise, n, reps in sets}
        if answers[TRAINED] == "all":
            done = {name: DoneSet(name) for name in self._plan(answers)} | done
        return tuple(done.values())
