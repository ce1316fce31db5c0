"""Reads what people tell of their training: whether, what, how it felt, of which day. Pure.

"Did most of it, knee about a four, bit sore on the stairs after" answers two questions at once;
"3x12 clams and a plank" names what was done; "I meant 3 not 8" corrects. The words stand in
data/lookup/check_in.yml, the entities come from `hipwise.understanding.entities`.
"""

from __future__ import annotations

import datetime as dtm
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from hipwise.understanding.entities import MessageReader, find_entities
from hipwise.understanding.entities.plain import plain_text

MORNING, TRAINED, MOVED, WHAT, PAIN = "morning", "trained", "moved", "what", "pain"
_ORDER = ("sick", "part", "none", "rest", "whole", "all")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_OWN = 3  # words in the name of somebody's own exercise

# Where a clause ends; "all but the planks" is one.
_BREAK = re.compile(
    r"\s*(?:[,;\n+&]|[.!](?!\d)|\b(?:and|then|plus|n)\b|\bor\b(?! \d)|"
    r"(?<!\ball )(?<!everything )(?<!nothing )\bbut\b(?! for))+\s*"
)
_DAYS_AGO = re.compile(
    r"(?<!\bthan )(?<!\bthan on )\b(?:(?P<two>(?:the )?day before yesterday|2 days ago)|"
    r"(?P<one>yesterdays?|yesterday's|last (?:night|evening)|1 day ago)|"
    r"(?P<now>today|tonight|this (?:morning|afternoon|evening)|just now)|"
    r"(?:(?P<short>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)(?=\s*:))|"
    r"(?<!next )(?<!till )(?<!until )(?<!by )(?<!every )"
    rf"(?P<name>{'|'.join(_WEEKDAYS)})(?:'?s)?)\b"
)
_SWAP = re.compile(
    r"\b(?P<is>\d{1,2})\b,? ?(?:and |but )?(?:not|instead of|rather than)(?: an?)? \d{1,2}\b|"
    r"\bnot(?: an?)? \d{1,2},? ?(?:but |it's |its |it was |make it )?(?:an? )?(?P<but>\d{1,2})\b|"
    r"\b(?:from )?\d{1,2} to(?: an?)? (?P<to>\d{1,2})\b"
)
_COUNTED = re.compile(r"\b(\d{1,3}) (?:of )?(?=(?:[a-z-]+ ){0,2}[a-z-]+s\b)")
_AT_WORST = re.compile(
    r"\b(?:during|worst|max|peak\w*|while|hit|hits|got to|reached|up to|at most|tops|in the)\b"
)
_AFTERWARDS = re.compile(r"\b(?:now|after\w*|later|rest\w*|settled|down to|then|otherwise)\b")
_CLAUSES = re.compile(r"[.;!,\n]|\b(?:and|but)\b(?! not)")
# "The clams only" and "just the clams", with nothing after the name.
_THINGS = r"(?: (?:thing|things|one|ones|bit|part|exercises?))?"
_ONLY_BEFORE = re.compile(
    r"\b(?:only(?: did| managed| got)?|just)(?: (?:the|my|some|those|did|do))*\s*$"
)
_NOTHING_AFTER = re.compile(rf"{_THINGS}\W*")
_ONLY_AFTER = re.compile(rf"{_THINGS},? only\W*")
_WORSE = re.compile(r"\bworse\b( than\b)?")
_FEWEST_WORDS = 3  # a shorter answer to "how sore?" says nothing of the training
_RELATES = frozenset("during on in at for with the after afterwards of".split())
# "All three" and "two of the three" count exercises.
_COUNTS_EXERCISES = re.compile(
    r"\ball (?:the )?[2-4]\b(?! ?(?:/|out))|\b[1-4] (?:out )?of (?:the |my )?[2-4]\b"
)
# "5 and a half" and "5½" are above the limit of 5; "2.5 kg" is no score.
_HALVES = re.compile(
    r"(?<![\w.,/])(\d{1,2})(?: and (?:a )?half|[.,]5|½| 1/2)(?!\w)"
    r"(?! ?(?:sets?|reps?|rounds?|laps?|kg|kilos?|lbs?|k|km|miles?|hours?|hrs?|h|min\w*|sec\w*|"
    r"days?|weeks?|months?|years?|times?|the|my|of (?!10))\b)"
)
_SCORES = re.compile(r"(\d+(?:[.,]\d+)?)(?:-?ish\b)?")
_BESIDE_SCORES = re.compile(r"[a-z'-]+|/")
# "2, easy" begins with the score.
_AT_THE_START = re.compile(r"\W*(\d{1,2})\s*[,.;:-]+(?!\d)")
# "All but the planks, 3" ends with the score.
_AT_THE_END = re.compile(r"[,.;:]\s*(\d{1,2})\s*\W*$")
_BARE_NAME = 4  # words of a clause that does no more than name an exercise
_NEAR = 3  # words between "skipped" and what was skipped
_QUESTION = re.compile(r"\?\s*$|\?\s+\w|\bhow (?:many|much|long|often|deep|far|do|should)\b")
_HIGHEST = 10
_BETWEEN = r"[\s,]*\b"


@dataclass(frozen=True)
class DoneSet:
    """An exercise told as done, with sets and reps where said."""

    exercise: str
    sets: Optional[int] = None
    reps: Optional[int] = None


@dataclass(frozen=True)
class Told:
    """What a message tells; every field may be missing.

    Attributes:
        trained: all, part, none or rest.
        sick: whether illness or the like was the reason.
        done: exercises named as done.
        left_out: exercises named as not done.
        pain: 0 to 10.
        settled: settled or worse, of the morning after.
        moved: whether there was easy movement.
        day: the day that is told of; None where none is named.
        corrects: whether it takes something back.
        plainly: whether it says that something was done, or not done; an exercise that is only
            named may be asked about.
        unsure: whether it answers that it cannot be told, or was neither good nor bad.
        morning_pain: 0 to 10, of the morning after where that is what was asked.
        more_days: whether other days are told of beside `day`.
    """

    trained: Optional[str] = None
    sick: bool = False
    done: tuple[DoneSet, ...] = ()
    left_out: tuple[str, ...] = ()
    pain: Optional[int] = None
    settled: Optional[str] = None
    moved: Optional[bool] = None
    day: Optional[dtm.date] = None
    corrects: bool = False
    plainly: bool = False
    unsure: bool = False
    morning_pain: Optional[int] = None
    more_days: bool = False

    @property
    def of_training(self) -> bool:
        """Whether it says anything of training."""
        return self.trained is not None or bool(self.done) or bool(self.left_out)

    def __bool__(self) -> bool:
        """Whether it tells anything at all."""
        return (
            self.of_training
            or self.pain is not None
            or self.settled is not None
            or self.moved is not None
            or self.unsure
            or self.morning_pain is not None
        )


NOTHING = Told()


class CheckInWords:
    """Reads messages by the table of words; built once."""

    def __init__(self, table: Mapping[str, Any], reader: MessageReader) -> None:
        """Takes data/lookup/check_in.yml, and the reader of entities."""
        self._reader = reader
        self._trained = {kind: phrases(table["trained"][kind]) for kind in _ORDER}
        self._yes, self._no = _whole(table["yes"]), _whole(table["no"])
        self._settled = phrases(table["morning"]["settled"])
        self._worse = phrases(table["morning"]["worse"])
        self._next_morning = phrases(table["next_morning"])
        self._no_pain = phrases(table["no_pain"])
        self._none_at_all = _whole(table["none_at_all"])
        self._so_so = _whole(table["so_so"])
        self._more, self._no_more = _whole(table["usual"]["more"]), _whole(table["usual"]["less"])
        self._unsure = _whole([*table["unsure"], *table["so_so"]])
        self._around_score = frozenset(table["around_score"])
        self._moved = phrases(table["moved"])
        self._corrects = phrases(table["corrects"])
        self._left_out = phrases(table["left_out"])
        self._left_out_after = phrases(table["left_out_after"])
        self._did = phrases(table["did"])
        self._certainly = phrases(table["certainly"])
        self._not_yet = phrases(table["not_yet"])
        self._asks = re.compile(
            rf"\W*(?:(?:so|and|but|ok|well|hey|hi)\W+)*(?:{_either(table['asks'])})\b(?!'t)"
        )
        self._nicknames = {name: phrases(words) for name, words in table["nicknames"].items()}
        self._around_own = frozenset(table["around_own"])

    def read(
        self,
        text: str,
        now: dtm.datetime,
        plan: Sequence[str] = (),
        own: Sequence[str] = (),
        step: Optional[str] = None,
    ) -> Told:
        """Reads a message.

        Args:
            text: as typed.
            now: the person's local time.
            plan: exercises of the day's plan, ids or own names.
            own: names of their own exercises, which have no card.
            step: the question that was asked, so that "yes" and "nothing" are understood.

        Returns:
            What it tells; `NOTHING` for a question or anything else.
        """
        plain = plain_text(self._reader.read(text)).text
        plain = _HALVES.sub(lambda half: str(int(half[1]) + 1), plain)
        if _QUESTION.search(plain) or self._asks.match(plain):
            return NOTHING
        corrects = bool(self._corrects.search(plain)) or bool(_SWAP.search(plain))
        day, said = self._day(plain, now.date())
        more_days = len({_day_of(mark, now.date()) for mark in _DAYS_AGO.finditer(plain)}) > 1
        pain, said = self._pain(said, now, step, corrects)
        done, left_out = self._exercises(said, now, plan, own)
        trained, sick = self._whether(said, step, bool(done or left_out))
        ends = _AT_THE_END.search(said)
        if step == MORNING and pain is None and trained in ("all", "whole", "part") and ends:
            # "Did it all, 3" runs ahead of the question: the score is of today.
            pain = int(ends[1]) if int(ends[1]) <= _HIGHEST else None
        told = Told(
            trained,
            sick,
            done,
            left_out,
            pain,
            self._morning(said, step),
            self._movement(said, step),
            day,
            corrects,
            trained is not None
            or bool(left_out)
            or bool(done and self._certainly.search(said))
            or any(one.sets or one.reps for one in done),
            step in (MORNING, PAIN) and bool(self._unsure.fullmatch(said)),
            self._bare_score(said) if step == MORNING else None,
            more_days and "morning" not in plain,
        )
        return _sensible(told, plan)

    def agrees(self, text: str) -> Optional[bool]:
        """Whether a message is a yes or a no; None where neither."""
        plain = plain_text(self._reader.read(text)).text
        first = re.split(r",| but ", plain)[0]
        if self._yes.fullmatch(first):
            return True
        return False if self._no.fullmatch(first) else None

    def more_than_usual(self, text: str) -> Optional[bool]:
        """Whether it hurt more than usual, where that was asked; None where a message says more."""
        plain = plain_text(self._reader.read(text)).text
        if self._no_more.fullmatch(plain):
            return False
        return True if self._more.fullmatch(plain) else None

    def exercises(self, text: str, now: dtm.datetime) -> list[str]:
        """The exercises with a card that a text names."""
        found = find_entities(self._reader.read(text), now)
        return [str(one.value) for one in found if one.entity == "exercise"]

    def _day(self, plain: str, today: dtm.date) -> tuple[Optional[dtm.date], str]:
        """The day told of, and what is told of it: of several days, the latest."""
        marks = list(_DAYS_AGO.finditer(plain))
        days = [_day_of(mark, today) for mark in marks]
        if not days:
            return None, plain
        latest = max(days)
        if len(set(days)) == 1:
            return latest, plain
        # "Yesterday the bridges, sorer this morning" is of yesterday, with its morning after.
        if latest == today and self._next_morning.search(plain):
            before = max(day for day in days if day < today)
            return before, plain
        # What stands between the mark of a day and the next mark is told of that day.
        ends = [mark.start() for mark in marks[1:]] + [len(plain)]
        pieces = [
            plain[mark.start() : end]
            for mark, day, end in zip(marks, days, ends, strict=True)
            if day == latest
        ]
        return latest, " ".join(pieces)

    def _pain(
        self, said: str, now: dtm.datetime, step: Optional[str], corrects: bool
    ) -> tuple[Optional[int], str]:
        """The score, and the words without what was taken back."""
        if corrects and (swap := _SWAP.search(said)):
            value = int(next(group for group in swap.groups() if group))
            rest = said[: swap.start()] + " " + said[swap.end() :]
            if value <= _HIGHEST and not re.search(r"\b(?:sets?|reps?|x)\b", rest):
                return value, rest
        bare = self._bare_score(said) if step in (MORNING, PAIN) else None
        if step == MORNING and bare is not None:
            return None, said  # of the morning
        score = self._score(_COUNTS_EXERCISES.sub(" ", said), now, step)
        if step == MORNING and self._no_pain.search(said) and not score:
            return None, said  # of the morning too
        if score is not None:
            return score, said
        numbers = re.findall(r"\d+", said)
        ends = _AT_THE_END.search(said)
        alone = corrects and len(numbers) == 1 and not re.search(r"\b(?:sets?|reps?)\b", said)
        if (ends or alone) and int(numbers[-1]) <= _HIGHEST and step in (None, PAIN):
            return int(numbers[-1]), said
        if bare is not None:
            return bare, said
        if self._no_pain.search(said):
            return 0, said
        if step == PAIN and self._none_at_all.fullmatch(said):
            return 0, said
        return None, said

    def _bare_score(self, said: str) -> Optional[int]:
        """The score of words that hold little else: "4", "2, easy", "was like a 7 honestly"."""
        numbers = _SCORES.findall(said)
        starts = _AT_THE_START.match(said) if len(numbers) == 1 else None
        around = set(_BESIDE_SCORES.findall(_SCORES.sub(" ", said)))
        if not numbers or not (starts or around <= self._around_score):
            return None
        scores = [int(float(number.replace(",", ".")) + 0.5) for number in numbers]
        scores = scores[:1] if {"/", "out", "of"} & around else scores
        return max(scores) if max(scores) <= _HIGHEST else None

    def _score(self, said: str, now: dtm.datetime, step: Optional[str]) -> Optional[int]:
        """The score told; of several, the worst while training."""
        # A bare number answers the question for it, or stands alone where nothing was asked.
        expected = "pain_score" if step == PAIN else step
        whole = self._found(said, now, expected, "pain_score")
        if not whole:
            return None
        clauses = [clause for clause in _BREAK.split(said) if clause]
        scores = {
            clause: found[0]
            for clause in clauses
            if (found := self._found(clause, now, expected, "pain_score"))
        }
        worst = [score for clause, score in scores.items() if _AT_WORST.search(clause)]
        if worst:
            return max(worst)
        if len(scores) > 1 and any(_AFTERWARDS.search(clause) for clause in scores):
            return max(scores.values())
        return whole[0]

    def _found(
        self, text: str, now: dtm.datetime, expected: Optional[str], entity: str
    ) -> list[int]:
        found = find_entities(self._reader.read(text), now, expected)
        return [int(one.value) for one in found if one.entity == entity]

    def _whether(self, said: str, step: Optional[str], named: bool) -> tuple[Optional[str], bool]:
        if step == PAIN and self._none_at_all.fullmatch(said):
            return None, False
        if step in (TRAINED, MOVED):
            if self._yes.fullmatch(said):
                return ("all" if step == TRAINED else "rest"), False
            if self._no.fullmatch(said):
                return ("none" if step == TRAINED else "rest"), False
        if step == PAIN and not named and len(said.split()) < _FEWEST_WORDS:
            return None, False
        if step == MORNING:
            # "Not good" and "all settled" are said of the knee.
            parts = [part for part in _CLAUSES.split(said) if not self._of_morning(part)]
            said = ", ".join(parts)
        clauses = [
            clause for clause in re.split(r"[.;!,\n]|\b(?:and|but)\b(?! not)", said) if clause
        ]
        if step == TRAINED and self._so_so.fullmatch(said):
            return "part", False
        for kind in _ORDER:
            done = kind in ("part", "whole", "all")
            for clause in (said, *clauses):
                if done and self._not_yet.search(clause):
                    continue
                if self._trained[kind].search(clause):
                    return {"sick": ("rest", True)}.get(kind, (kind, False))
        if step == TRAINED:
            # "Yes but I ran first": what comes before says it, unless it is yet to be done.
            first = re.split(r",| and | but ", said)[0]
            if self._no.fullmatch(first):
                return "none", False
            waits = " but " in said and self._not_yet.search(said)
            if self._yes.fullmatch(first) and not waits:
                return "all", False
        return None, False

    def _of_morning(self, part: str) -> bool:
        return bool(self._settled.search(part) or self._worse.search(part))

    def _morning(self, said: str, step: Optional[str]) -> Optional[str]:
        if step != MORNING and not self._next_morning.search(said):
            return None
        part = said
        if step != MORNING:
            # Only what is said of the morning: the rest may speak of the training itself.
            clauses = [clause for clause in _BREAK.split(said) if self._next_morning.search(clause)]
            part = " ".join(clauses)
        if self._ends_worse(part):
            return "worse"
        settled, worse = self._settled.search(part), self._worse.search(part)
        if settled and worse:
            # "Not worse" holds "worse", "not better" holds "better": the longer one counts.
            longer = settled if len(settled[0]) >= len(worse[0]) else worse
            return "settled" if longer is settled else "worse"
        if settled or worse:
            return "settled" if settled else "worse"
        return None

    def _ends_worse(self, part: str) -> bool:
        """Whether "worse" is the last word on it: "all good, but worse than on Monday"."""
        settled = [match.span() for match in self._settled.finditer(part)]
        return any(
            match[1] or all(end <= match.start() for _, end in settled)
            for match in _WORSE.finditer(part)
            if not any(start <= match.start() < end for start, end in settled)
        )

    def _movement(self, said: str, step: Optional[str]) -> Optional[bool]:
        if step != MOVED:
            return None
        if self._yes.fullmatch(said) or self._moved.search(said):
            return True
        return False if self._no.fullmatch(said) else None

    def _exercises(
        self, said: str, now: dtm.datetime, plan: Sequence[str], own: Sequence[str]
    ) -> tuple[tuple[DoneSet, ...], tuple[str, ...]]:
        """What was named as done and as left out, each with the dose told beside it."""
        done: dict[str, DoneSet] = {}
        left_out: list[str] = []
        negated = False
        waiting: Optional[DoneSet] = None
        last: Optional[str] = None
        restricted = False
        for clause in filter(None, _BREAK.split(said)):
            named, dose = self._clause(clause, now, plan, own)
            if self._not_yet.search(clause):
                continue
            told = dose.sets is not None or dose.reps is not None
            bare = len(clause.split()) <= _BARE_NAME and not told and not self._did.search(clause)
            if not named and told:
                if re.search(r"\b(?:everything|all|each exercise)\b", clause):
                    done |= {name: replace(dose, exercise=name) for name in plan}
                elif last and done[last].sets is None and done[last].reps is None:
                    done[last] = replace(dose, exercise=last)
                else:
                    waiting = dose
                continue
            if restricted and not told and not self._adds(clause, named):
                left_out += [name for name, _ in named if self._left_out_after.search(clause)]
                continue
            restricted = restricted or _says_only(clause, named)
            ends = max((span.stop for _, span in named), default=0)
            for name, span in named:
                after = clause[span.stop :] if span.stop == ends else ""
                negated = self._is_left_out(clause[: span.start]) or (negated and bare)
                if negated or self._left_out_after.search(after):
                    left_out.append(name)
                    continue
                done[name] = replace(waiting if waiting and not told else dose, exercise=name)
                waiting, last = None, name
        kept = tuple(one for name, one in done.items() if name not in left_out)
        return kept, tuple(dict.fromkeys(left_out))

    def _adds(self, clause: str, named: Sequence[tuple[str, range]]) -> bool:
        """Whether more was done after "just the clams": "and bridges", "did the bridges too"."""
        around = len(clause.split()) - sum(
            len(clause[span.start : span.stop].split()) for _, span in named
        )
        return around <= 1 or self._certainly.search(clause) is not None

    def _is_left_out(self, before: str) -> bool:
        """Whether "skipped" or the like stands right before an exercise."""
        ends = [match.end() for match in self._left_out.finditer(before)]
        return bool(ends) and len(before[ends[-1] :].split()) <= _NEAR

    def _clause(
        self, clause: str, now: dtm.datetime, plan: Sequence[str], own: Sequence[str]
    ) -> tuple[list[tuple[str, range]], DoneSet]:
        """The exercises of a clause and where they stand, and its dose."""
        found = find_entities(self._reader.read(clause), now, PAIN)
        numbers = {one.entity: int(one.value) for one in found if one.entity in ("sets", "reps")}
        dose = DoneSet("", numbers.get("sets"), numbers.get("reps"))
        named = [
            (self._in_plan(str(one.value), clause, plan), range(one.start, one.end))
            for one in found
            if one.entity == "exercise"
        ]
        for name in own:
            if match := _names(name).search(clause):
                named.append((name, range(*match.span())))
        taken = [range(one.start, one.end) for one in found if one.entity == "exercise"]
        for name in plan:
            short = self._nicknames.get(name)
            match = short.search(clause) if short else None
            if match and not any(match.start() in span for span in taken):
                named.append((name, range(*match.span())))
                taken.append(range(*match.span()))
        counted = None if numbers else _COUNTED.search(clause)
        if not named and (numbers or counted):
            named += self._own_name(clause, counted)
        if counted and any(_counts(clause, counted, span.start) for _, span in named):
            dose = DoneSet("", None, int(counted[1]))
        return list(dict(named).items()), dose

    def _in_plan(self, exercise: str, clause: str, plan: Sequence[str]) -> str:
        """An exercise, or the one of the plan that goes by the same short name."""
        if exercise in plan:
            return exercise
        others = (name for name in plan if name in self._nicknames)
        return next((name for name in others if self._nicknames[name].search(clause)), exercise)

    def _own_name(self, clause: str, counted: Optional[re.Match[str]]) -> list[tuple[str, range]]:
        """ "2x20 calf raises" names an exercise of their own; so does "15 lunges"."""
        words = list(re.finditer(r"[a-z][a-z'-]*", clause))
        strange = [place for place, word in enumerate(words) if word[0] not in self._around_own]
        if (
            not strange
            or len(strange) != strange[-1] - strange[0] + 1
            or len(strange) > LONGEST_OWN
        ):
            return []
        first = words[strange[0]]
        # "A 5 on the stairs" tells of pain.
        if counted and (first.start() != counted.end() or first[0] in _RELATES):
            return []
        name = " ".join(words[place][0] for place in strange)
        return [(name, range(first.start(), words[strange[-1]].end()))]


def _says_only(clause: str, named: Sequence[tuple[str, range]]) -> bool:
    """Whether a clause says that what it names was all: "the clams only", "just the clams"."""
    if not named:
        return False
    before = clause[: min(span.start for _, span in named)]
    after = clause[max(span.stop for _, span in named) :]
    if _ONLY_AFTER.fullmatch(after):
        return True
    return bool(_ONLY_BEFORE.search(before) and _NOTHING_AFTER.fullmatch(after))


def _counts(clause: str, counted: re.Match[str], start: int) -> bool:
    """Whether a number stands right before a name: "20 calf raises", not "a 5 on the planks"."""
    between = clause[counted.end() : start].split()
    return counted.end() <= start and len(between) <= 1 and not _RELATES.intersection(between)


def _sensible(told: Told, plan: Sequence[str]) -> Told:
    """Makes the parts fit each other: what is named says whether it was all."""
    whole = told.trained == "whole"
    trained = "all" if whole else told.trained
    names = {one.exercise for one in told.done}
    if told.left_out:
        rest = tuple(DoneSet(name) for name in plan if name not in told.left_out)
        if plan and not rest and not told.done:
            return replace(told, trained="none")
        # "Skipped the planks" says that the others were done; it is said back to the person.
        return replace(told, trained="part", done=told.done or rest)
    if told.done and not whole and trained != "part":
        trained = "all" if set(plan) <= names else "part"
    return replace(told, trained=trained)


def _day_of(mark: re.Match[str], today: dtm.date) -> dtm.date:
    if mark["two"]:
        return today - dtm.timedelta(days=2)
    if mark["one"]:
        return today - dtm.timedelta(days=1)
    if mark["now"]:
        return today
    said = mark["name"] or mark["short"]
    number = next(place for place, name in enumerate(_WEEKDAYS) if name.startswith(said))
    ago = (today.weekday() - number) % len(_WEEKDAYS)
    return today - dtm.timedelta(days=ago)


def _either(written: Iterable[str]) -> str:
    """One pattern of all phrases, the longest first."""
    return "|".join(map(_pattern, sorted(map(str, written), key=len, reverse=True)))


def _pattern(phrase: str) -> str:
    """A phrase of the tables as a pattern: "did|done it all?" takes four wordings."""
    pattern, between = "", ""
    for part in phrase.split():
        either = "|".join(map(_word, part.removesuffix("?").split("|")))
        if not part.endswith("?"):
            pattern += rf"{between}(?:{either})"
            between = _BETWEEN
        elif between:
            pattern += rf"(?:{between}(?:{either}))?"
        else:
            pattern += rf"(?:(?:{either}){_BETWEEN})?"
    return pattern


def _word(word: str) -> str:
    if word == "$":
        return r"(?=\W*$)"
    written = re.escape(word).replace("_", _BETWEEN)
    return written.replace("'", "'?")


def phrases(written: Iterable[str]) -> re.Pattern[str]:
    """Finds any of some phrases in a plain text.

    Args:
        written: as in data/lookup/check_in.yml: a|b is either word, word? may be missing, a_b
            are two words that count as one, $ is the end.
    """
    return re.compile(rf"(?<![\w'])(?:{_either(written)})(?![\w'])")


def _whole(written: Iterable[str]) -> re.Pattern[str]:
    fillers = (
        r"(?:\b(?:i|it|thanks|thank you|thx|today|tonight|really|sorry|mate|but|just|all|so|well|"
        r"oh|um|please|for me|this time|to be honest|tbh|lol|of course|sadly|indeed|i did|sir)\b)"
    )
    padding = rf"(?:\W*{fillers})*\W*"
    return re.compile(rf"{padding}(?:{_either(written)})\b{padding}")


def _names(name: str) -> re.Pattern[str]:
    """Somebody's own name for an exercise, in one or several."""
    stem = re.escape(name.lower().removesuffix("s"))
    return re.compile(rf"\b{stem}(?:e?s)?\b")
