"""The mirror test's questions: reasons against it, set-up, warm-up, then each leg in turn.

The protocol is clinical_facts.md section 7; its rules are in `hipwise.coaching.self_test`, its
sentences in content/forms/self_test.yml.
"""

from __future__ import annotations

import datetime as dtm
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Optional

from hipwise.coaching.pain_rule import HIGHEST, LOWEST
from hipwise.coaching.self_test import (
    ENDS_ABOVE,
    Leg,
    LegResult,
    Look,
    MirrorTest,
    Reason,
    Seen,
    ends_test,
    reasons_against,
)
from hipwise.forms.answers import AnswerReader, Said, Told
from hipwise.forms.base import GIVEN, Answers, Form, Heard, Reading, read_tap
from hipwise.forms.controls import Control
from hipwise.forms.phrases import words_of
from hipwise.forms.self_test_words import SelfTestWords
from hipwise.knowledge.choosing import picks_by_place
from hipwise.replies import Button, Reply
from hipwise.understanding.entities.numbers import NUMBER_WORDS
from hipwise.understanding.messages import payload_for

START = "start_self_test"
PICTURES = "content/pictures"
KNOWN_AGE = "_age"  # told at the first meeting, so not asked
NONE = "none"
SOME = "some"  # of the reasons against it, but it was not said which
ADULT, UNDER_18 = "adult", "under_18"
SAME = "same"
DONE, SORE, GAVE_WAY, LEFT_OUT = "done", "sore", "gave_way", "leave_out"
_FIRST_LEG = "_first_leg"  # where it is not the better one
_OLDEST = 110
_OF_THE_BODY = frozenset({Look.HIP_DROP.value, Look.TRUNK_LEAN.value})
# What was true yesterday may not be so today: soreness, a new injury, an adult beside a child.
_OF_THE_DAY = ("reasons", "sign", "adult", "set_up", "warm_up")

Values = dict[str, object]


class SelfTestForm(Form):
    """The mirror test, from the first safety question to the last pain number."""

    name = "self_test"
    start_intent = START
    loads_the_leg = True

    def __init__(self, words: SelfTestWords, reader: AnswerReader) -> None:
        """Takes its sentences and what reads typed answers."""
        self.words = words
        self._reader = reader
        self._readers: Mapping[str, Callable[[Heard, Answers], Optional[Reading]]] = {
            "reasons": self._read_reasons,
            "which": self._read_reasons,
            "sign": self._read_sign,
            "age": self._read_age,
            "adult": self._read_adult,
            "balance": self._read_balance,
            "set_up": self._read_set_up,
            "warm_up": self._read_warm_up,
            "better_leg": self._read_better_leg,
        }

    # What is asked

    def next_step(self, answers: Answers) -> Optional[str]:
        """The first step without an answer, unless something ended the test."""
        if ended_by(answers) is not None:
            return None
        return next((step for step in _steps(answers) if step not in answers), None)

    def on_another_day(self, answers: Answers) -> Answers:
        """Whatever keeps the test safe is asked again, and the leg is warmed up again."""
        return {step: value for step, value in answers.items() if step not in _OF_THE_DAY}

    def expects(self, step: str) -> Optional[str]:
        """A bare number is a pain score, where pain is asked."""
        return "pain_score" if step.endswith("_pain") else None

    def question(self, step: str, answers: Answers) -> Reply:
        """What is asked at a step, with its buttons and its picture."""
        words = self.words
        if step == "reasons":
            listed = words.reasons_list.strip()
            return self._ask(step, f"{words.intro.strip()}\n\n{listed}", words.reasons)
        if step == "which":
            listed = words.reasons_list.strip()
            return self._ask("reasons", f"{words.which_reason}\n\n{listed}", words.reasons)
        if step == "sign":
            return self._ask(step, words.sign, words.signs)
        if step == "age":
            return self._ask(step, words.age, words.ages)
        if step in ("adult", "balance"):
            text = words.adult if step == "adult" else words.balance
            return self._ask(step, text, {"yes": words.yes, "no": words.no})
        if step == "set_up":
            picture = f"{PICTURES}/mirror_setup.png"
            return self._ask(step, words.set_up, {DONE: words.ready}, picture)
        if step == "warm_up":
            choices = {DONE: words.done, SORE: words.too_sore, GAVE_WAY: words.gave_way}
            return self._ask(step, words.warm_up, choices)
        if step == "better_leg":
            return self._ask(step, words.better_leg, words.better_legs)
        return self._question_about_leg(step)

    def _question_about_leg(self, step: str) -> Reply:
        words = self.words
        leg, what = _leg_and_what(step)
        named = words.naming(leg)
        if what == "squats":
            choices = {
                DONE: words.done,
                SORE: words.too_sore,
                GAVE_WAY: words.gave_way,
                LEFT_OUT: words.leave_out,
            }
            return self._ask(step, words.squats.format(**named), choices)
        if what == "pain":
            numbers = {str(pain): str(pain) for pain in range(LOWEST, HIGHEST + 1)}
            heading = words.leg_heading.format(**named)
            return self._ask(step, f"{heading}\n\n{words.pain}", numbers)
        look = Look(what)
        number = list(Look).index(look) + 1
        heading = words.place.format(number=number, count=len(Look), **named)
        choices = {"yes": words.yes, "no": words.no, "not_sure": words.not_sure}
        picture = f"{PICTURES}/look_{look.value}.png"
        return self._ask(step, f"{heading}\n\n{words.looks[look]}", choices, picture)

    def _ask(
        self, step: str, text: str, choices: Mapping[str, str], picture: Optional[str] = None
    ) -> Reply:
        buttons = tuple(self.button(title, step, value) for value, title in choices.items())
        return Reply(text.strip(), buttons, picture)

    # What an answer means

    def taken(self, step: str, value: str, answers: Answers) -> Reading:
        """Takes a button's value; "skip" is the mildest answer that keeps the test safe."""
        if value != Control.SKIP.value and not self._offers(step, value, answers):
            return Reading(answers)
        if value == Control.SKIP.value:
            skipped = _SKIPPED.get(step.partition("_")[2] if _is_of_leg(step) else step)
            if skipped is None:
                number = step.endswith("_pain")
                return Reading(answers, self.words.number_needed if number else self.words.needed)
            value = skipped
        if step == "sign" and value == NONE:
            # It was a button too far: nothing speaks against the test.
            return Reading({**_without(answers, "sign"), "reasons": NONE})
        if step == "better_leg":
            return Reading({**_without(answers, _FIRST_LEG), step: value})
        return Reading({**answers, step: int(value) if step.endswith("_pain") else value})

    def _offers(self, step: str, value: str, answers: Answers) -> bool:
        """Whether some version of the form has such a button; an old one may still be there."""
        known = {"reasons", "sign", "age", "adult", *_steps({**answers, "age": ADULT})}
        if step not in known:
            return False
        payloads = [button.payload for button in self.question(step, answers).buttons]
        return (step, value) in [read_tap(self.name, payload) for payload in payloads]

    def read(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Reads typed words: a question, a reason to stop, a correction, or the answer."""
        if explained := self._explained(step, heard, answers):
            return Reading(answers, explained)
        if reason := self._reason_to_stop(step, heard):
            return Reading({**answers, "reasons": reason})
        if (correction := self._correction(step, heard, answers)) is not None:
            return correction
        if step in self._readers:
            return self._readers[step](heard, answers)
        leg, what = _leg_and_what(step)
        if what == "squats":
            return self._read_squats(leg, heard, answers)
        if what == "pain":
            return self._read_pain(step, heard, answers)
        if (pain := self._told_pain(heard)) is not None and ends_test(pain):
            return Reading({**answers, f"{leg.value}_pain": pain})
        if self._names_exercise(heard):
            return None
        told = self._reader.yes_no(heard.text, what)
        if told is not None:
            return Reading({**answers, step: told.said.value}, more=told.more)
        # "5 done" is told of the squats, which were asked before.
        if self._reader.is_ready(heard.text):
            return Reading(answers, self.words.look_again)
        return None

    def _explained(self, step: str, heard: Heard, answers: Answers) -> str:
        """The answer to a question about the test itself; empty where the words are none."""
        words, leg, what = self.words, None, step
        if _is_of_leg(step):
            leg, what = _leg_and_what(step)
        topic = self._reader.asked.topic(heard.text, what if _is_look(step) else None)
        if topic == "mirror":
            return words.no_mirror
        if topic == "sore_one" and "better_leg" in answers:
            better = answers["better_leg"]
            if better == SAME:
                return words.explain["same_known"]
            return words.explain["better_known"].format(**words.naming(Leg(better)))
        for name in (f"{what}_{topic}", f"leg_{topic}" if leg else "", topic or ""):
            if text := words.explain.get(name):
                return text.format(**words.naming(leg)) if leg else text
        return ""

    def _reason_to_stop(self, step: str, heard: Heard) -> Optional[str]:
        if step in ("reasons", "which", "sign"):
            return None
        return next(iter(self._reader.listed("stop_now", heard.text)), None)

    def _read_reasons(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        named = self._reader.listed("reasons", heard.text)
        told = self._reader.yes_no(heard.text, "reasons")
        if named == [Reason.REST_PAIN.value]:
            pain = heard.first("pain_score")
            if pain is not None and not ends_test(pain):
                return Reading({**answers, "reasons": NONE})
        if named:
            return Reading({**answers, "reasons": named[0]})
        if told is not None and told.said is not Said.NO:
            return Reading({**answers, "reasons": SOME})
        if told is not None and _is_clear(told):
            return Reading({**answers, "reasons": NONE}, more=told.more)
        # "The first one" is that of the list, whose first button says that it is none of them.
        placed = picks_by_place(heard.text)
        unclear = told is not None or placed or self._reader.is_ready(heard.text)
        return Reading(answers, self.words.reasons_again) if unclear else None

    def _read_sign(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        named = self._reader.listed("signs", heard.text)
        if named:
            return Reading({**answers, "sign": named[0]})
        told = self._reader.yes_no(heard.text, "reasons")
        if told is not None and told.said is Said.NO and _is_clear(told):
            return self.taken("sign", NONE, answers)
        return None

    def _read_age(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        if self._reader.asks(heard.text):
            return None
        age = _age_in(heard.text)
        if age is not None:
            return Reading({**answers, "age": ADULT if age >= 18 else UNDER_18})
        if named := self._reader.listed("age", heard.text):
            return Reading({**answers, "age": named[0]})
        if self._reader.says("none", heard.text):
            return Reading(answers, self.words.age_again)  # it answers the list before once more
        told = self._reader.yes_no(heard.text)
        if told is None or told.said is Said.NOT_SURE:
            return None
        value = ADULT if told.said is Said.YES else UNDER_18
        return Reading({**answers, "age": value}, more=told.more)

    def _read_adult(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        beside = None if self._reader.asks(heard.text) else self._reader.adult_beside(heard.text)
        return None if beside is None else Reading({**answers, "adult": "yes" if beside else "no"})

    def _read_balance(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        reader, text = self._reader, heard.text
        told = reader.yes_no(text, "balance")
        hedged = told is not None and told.said is Said.YES and reader.says("hedges", text)
        empty = told is None and (reader.is_ready(text) or picks_by_place(text))
        if hedged or empty or reader.says("none", text):
            return Reading(answers, self.words.balance_again)
        if told is None:
            return None
        # Whoever is not sure that they can stand on one leg had better not squat on it.
        value = "yes" if told.said is Said.YES else "no"
        return Reading({**answers, "balance": value}, more=told.more)

    def _read_set_up(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        if self._reader.says("no_mirror", heard.text) and not self._reader.asks(heard.text):
            return Reading(answers, self.words.no_mirror)
        ready = self._reader.is_ready(heard.text)
        return Reading({**answers, "set_up": DONE}) if ready else None

    def _read_warm_up(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        ended = self._went_wrong(heard)
        if ended is not None:
            return Reading({**answers, "warm_up": ended})
        if self._told_pain(heard) is not None or self._is_done(heard):
            return Reading({**answers, "warm_up": DONE})
        return self._ask_about_squats(heard, answers)

    def _read_better_leg(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        leg = self._reader.leg(heard.text)
        if leg == SAME and not _OF_THE_BODY.isdisjoint(self._reader.looks_named(heard.text)):
            return None  # "the hip I don't know" speaks of something else
        return None if leg is None else self.taken("better_leg", leg, answers)

    def _read_squats(self, leg: Leg, heard: Heard, answers: Answers) -> Optional[Reading]:
        step, pain_step = f"{leg.value}_squats", f"{leg.value}_pain"
        pain, ended = self._told_pain(heard), self._went_wrong(heard)
        if pain is not None and (ended is None or ends_test(pain)):
            return Reading({**answers, step: ended or DONE, pain_step: pain})
        if ended is not None:
            return Reading({**answers, step: ended})
        if self._reader.says("leave_out", heard.text) and not self._reader.asks(heard.text):
            return Reading({**answers, step: LEFT_OUT})
        if self._is_done(heard):
            return Reading({**answers, step: DONE})
        return self._ask_about_squats(heard, answers)

    def _read_pain(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        if self._reader.asks(heard.text):
            return None
        pain = heard.first("pain_score")
        if pain is not None:
            return Reading({**answers, step: int(pain)})
        hurts = self._reader.pain_in_words(heard.text)
        if hurts is False:
            return Reading({**answers, step: LOWEST})
        if hurts or self._reader.says("too_sore", heard.text):
            return Reading(answers, self.words.how_much)
        beyond = any(word.isdecimal() and int(word) > HIGHEST for word in words_of(heard.text))
        return Reading(answers, self.words.scale) if beyond else None

    # Pieces

    def _is_done(self, heard: Heard) -> bool:
        return self._reader.is_done(heard.text)

    def _went_wrong(self, heard: Heard) -> Optional[str]:
        """Sore or gave_way, where words say that the squats had to stop."""
        if self._reader.asks(heard.text):
            return None
        if self._reader.says("gave_way", heard.text):
            return GAVE_WAY
        pain = self._told_pain(heard)
        # "More than 3" names a number that alone would not end it.
        above = self._reader.says("too_sore", heard.text) and (pain is None or pain >= ENDS_ABOVE)
        return SORE if above or (pain is not None and ends_test(pain)) else None

    def _ask_about_squats(self, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Asks once more after squats that may have hurt, or that are still to be done."""
        if self._reader.says("sore", heard.text) and not self._reader.asks(heard.text):
            return Reading(answers, self.words.how_much)
        if self._reader.is_ready(heard.text):
            return Reading(answers, self.words.tell_when_done)
        return None

    def _told_pain(self, heard: Heard) -> Optional[int]:
        """A pain number that words name as one; "5" alone may count squats."""
        pain = heard.first("pain_score")
        if pain is None or self._reader.asks(heard.text):
            return None
        words = set(words_of(heard.text))
        said = any(self._reader.says(group, heard.text) for group in ("remarks", "sore"))
        return int(pain) if said or {"/", "out"} & words else None

    def _names_exercise(self, heard: Heard) -> bool:
        named = set(heard.entities.get("exercise", ())) - {"single_leg_squat"}
        return bool(named) and not self._reader.says("points_back", heard.text)

    # Corrections

    def _correction(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        if self._reader.asks(heard.text) or step == "better_leg":
            return None
        if not _is_of_leg(step):
            return self._gate_corrected(step, heard, answers)
        for correct in (
            self._other_leg,
            self._better_leg,
            self._side,
            self._earlier_look,
            self._described_look,
            self._earlier_pain,
        ):
            if (reading := correct(step, heard, answers)) is not None:
                return reading
        return None

    def _gate_corrected(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "I meant left", before a leg is asked; "wait, no I can't", after the balance was."""
        if self._reader.side_named(heard.text) is not None:
            return Reading(answers, self.words.side_later)
        turned = self._reader.after_turning(heard.text)
        if step != "set_up" or turned is None:
            return None
        told = self._reader.yes_no(turned, "balance")
        if told is None or told.said.value == answers["balance"]:
            return None
        return Reading(_without(answers, "balance"), self.words.balance_again)

    def _other_leg(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "No, the other leg": what was told of this leg so far was of the other one."""
        return self._switched(step, answers) if self._reader.means_other_leg(heard.text) else None

    def _side(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "No wait, I meant the right leg"."""
        named = self._reader.side_named(heard.text)
        if named is None:
            return None
        leg, _ = _leg_and_what(step)
        side, corrects = named
        if side == leg.value and not corrects:
            return None  # "no, the left" is a no
        if side != leg.value and corrects:
            return self._switched(step, answers)
        return Reading(answers, self._which_leg(leg))

    def _which_leg(self, leg: Leg) -> str:
        return self.words.explain["leg_first_leg"].format(**self.words.naming(leg))

    def _switched(self, step: str, answers: Answers) -> Reading:
        """The answers of this leg, put down for the other one; the first leg's stay."""
        leg, _ = _leg_and_what(step)
        words, other = self.words, leg.other
        of_leg = [name for name in answers if name.startswith(f"{leg.value}_")]
        if leg is not _legs_in_order(answers)[0]:
            if not of_leg:
                return Reading(answers, self._which_leg(leg))
            left = _without(answers, *of_leg)
            return Reading(left, words.leg_again.format(**words.naming(leg)))
        renamed = {
            f"{other.value}_{name.partition('_')[2]}" if name in of_leg else name: value
            for name, value in answers.items()
        }
        renamed[_FIRST_LEG] = other.value
        if renamed["better_leg"] != SAME:
            renamed["better_leg"] = other.value
        text = words.moved_to if of_leg else words.now_leg
        return Reading(renamed, text.format(**words.naming(other)))

    def _better_leg(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "Actually left is better", after that was asked."""
        untouched = step.endswith("_squats") and _legs_in_order(answers)[0].value in step
        if not (untouched or self._reader.compares_legs(heard.text)):
            return None
        if not (self._reader.says("corrects", heard.text) or words_of(heard.text)[:1] == ["no"]):
            return None
        leg = self._reader.leg(heard.text)
        if leg is None or leg == answers["better_leg"]:
            return None
        words = self.words
        changed = {**_without(answers, _FIRST_LEG), "better_leg": leg}
        begun = [one for one in Leg if f"{one.value}_squats" in answers]
        if begun and leg != SAME and begun[0].value != leg:
            changed[_FIRST_LEG] = begun[0].value  # the leg that was begun is done first
        if leg == SAME:
            return Reading(changed, words.better_same)
        return Reading(changed, words.better_is.format(**words.naming(Leg(leg))))

    def _earlier_look(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "I meant yes for the hip"."""
        text, reader = heard.text, self._reader
        _, current = _leg_and_what(step)
        named = [look for look in reader.looks_named(text) if look != current]
        target: Optional[str] = None
        points_back = reader.says("points_back", text)
        if len(named) == 1 and (points_back or reader.says("corrects", text) or _for_the(text)):
            target = self._answered_look(named[0], step, text, answers)
        elif points_back and not named:
            looks = [name for name in answers if _is_look(name)]
            target = looks[-1] if looks else None
        if target is None:
            return self._turned_round(step, heard, answers)
        # "I said no but it went in": what was said before is taken back by the rest.
        before, but, rest = text.lower().partition(" but ")
        taken_back = bool(but) and reader.says("points_back", before + but)
        told = self._told_of(target, rest) if taken_back else None
        told = told or self._told_of(target, text)
        return None if told is None else self._look_put_down(target, told.said, answers)

    def _turned_round(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "Wait, no it doesn't", right after a look was answered otherwise."""
        text = self._reader.after_turning(heard.text)
        *_, target = (name for name in answers if not name.startswith(GIVEN))
        _, current = _leg_and_what(step)
        if text is None or not _is_look(target):
            return None
        if current in self._reader.looks_named(text):
            return None
        if current == "pain" and self._reader.says("of_pain", text):
            return None
        told, here = self._told_of(target, text), self._reader.yes_no(text, current)
        if told is None or told.said.value == answers[target]:
            return None
        # "Actually stays level" describes a hip, so it is no word on the knee before it.
        if here is not None and here.described and not told.described:
            return None
        return self._look_put_down(target, told.said, answers)

    def _described_look(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "A bit of a lean", where another look is asked."""
        leg, current = _leg_and_what(step)
        if not _is_look(step) or self._names_exercise(heard):
            return None
        found = self._reader.described_elsewhere(heard.text, current)
        if found is None:
            return None
        look, told = found
        return self._look_put_down(f"{leg.value}_{look}", told.said, answers)

    def _told_of(self, target: str, text: str) -> Optional[Told]:
        """What words say of a look; a plain yes or no needs no words of its own."""
        _, look = _leg_and_what(target)
        plain = self._reader.yes_no(text)
        return plain if plain and plain.plain else self._reader.yes_no(text, look)

    def _look_put_down(self, target: str, said: Said, answers: Answers) -> Reading:
        words = self.words
        leg, look = _leg_and_what(target)
        text = words.noted if target not in answers else words.corrected
        if answers.get(target) == said.value:
            text = words.unchanged
        remark = text.format(
            what=words.names[Look(look)],
            answer=words.answers[Seen(said.value)],
            leg=words.legs[leg],
        )
        return Reading({**answers, target: said.value}, remark)

    def _answered_look(self, look: str, step: str, text: str, answers: Answers) -> Optional[str]:
        """The answer that a look's name means: of the leg named, else of this leg, else before."""
        leg, _ = _leg_and_what(step)
        said = [one for one in Leg if one.value in words_of(text)]
        for one in said or [leg, leg.other]:
            if f"{one.value}_{look}" in answers:
                return f"{one.value}_{look}"
        return None

    def _earlier_pain(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """ "Sorry, I meant 3", after the pain number was told."""
        pain = heard.first("pain_score")
        told = [name for name in answers if name.endswith("_pain")]
        if pain is None or not told or step.endswith("_pain"):
            return None
        if not self._reader.says("corrects", heard.text):
            return None
        said = [one for one in Leg if one.value in words_of(heard.text)]
        target = next((f"{one.value}_pain" for one in said), told[-1])
        if target not in answers:
            return None
        leg, _ = _leg_and_what(target)
        remark = self.words.corrected_pain.format(pain=pain, **self.words.naming(leg))
        return Reading({**answers, target: int(pain)}, remark)


def _steps(answers: Answers) -> Iterator[str]:
    """The steps in the order in which they are asked."""
    yield "reasons"
    if answers.get("reasons") == SOME:
        yield "which"  # answered by the reason itself
    if answers.get("reasons") == Reason.DANGER_SIGN.value:
        yield "sign"
    if KNOWN_AGE not in answers:
        yield "age"
    if UNDER_18 in (answers.get("age"), answers.get(KNOWN_AGE)):
        yield "adult"
    yield from ("balance", "set_up", "warm_up", "better_leg")
    for leg in _legs_in_order(answers):
        yield f"{leg.value}_squats"
        if answers.get(f"{leg.value}_squats") != LEFT_OUT:
            yield from (f"{leg.value}_{look.value}" for look in Look)
            yield f"{leg.value}_pain"


def _legs_in_order(answers: Answers) -> tuple[Leg, Leg]:
    """The better leg first, the left one where they are the same."""
    first = answers.get(_FIRST_LEG) or answers.get("better_leg")
    leg = Leg.RIGHT if first == Leg.RIGHT.value else Leg.LEFT
    return leg, leg.other


def ended_by(answers: Answers) -> Optional[str]:
    """What ended a test before its end: a `Reason`'s value, `sore` or `gave_way`; else None."""
    told = answers.get("reasons", NONE)
    waits = told == SOME or (told == Reason.DANGER_SIGN.value and "sign" not in answers)
    against = reasons_against(
        None if told == NONE or waits else Reason(told),
        UNDER_18 in (answers.get("age"), answers.get(KNOWN_AGE)),
        answers.get("adult", "yes") == "yes",
        answers.get("balance", "yes") == "yes",
    )
    if against:
        return against[0].value
    for step in ("warm_up", *(f"{leg.value}_squats" for leg in Leg)):
        if answers.get(step) in (SORE, GAVE_WAY):
            return str(answers[step])
    if any(ends_test(answers.get(f"{leg.value}_pain", LOWEST)) for leg in Leg):
        return SORE
    return None


def result_of(answers: Answers, day: dtm.date) -> Optional[MirrorTest]:
    """The test that answers make; None where no leg was tested to the end."""
    legs = {leg: result for leg in Leg if (result := _leg_result(leg, answers)) is not None}
    if not legs:
        return None
    better = answers.get("better_leg", SAME)
    return MirrorTest(legs, None if better == SAME else Leg(better), day)


def _leg_result(leg: Leg, answers: Answers) -> Optional[LegResult]:
    seen = {look: answers.get(f"{leg.value}_{look.value}") for look in Look}
    pain = answers.get(f"{leg.value}_pain")
    if pain is None or None in seen.values():
        return None
    return LegResult({look: Seen(value) for look, value in seen.items()}, pain)


# What leaving a question out stands for; what is not here has to be answered.
_SKIPPED = {
    "set_up": DONE,
    "warm_up": DONE,
    "better_leg": SAME,
    "squats": DONE,
    **{look.value: Seen.NOT_SURE.value for look in Look},
}


def _is_of_leg(step: str) -> bool:
    return step.partition("_")[0] in {leg.value for leg in Leg}


def _is_look(step: str) -> bool:
    return _is_of_leg(step) and step.partition("_")[2] in {look.value for look in Look}


def _leg_and_what(step: str) -> tuple[Leg, str]:
    leg, _, what = step.partition("_")
    return Leg(leg), what


def _without(answers: Answers, *steps: str) -> Values:
    return {name: value for name, value in answers.items() if name not in steps}


def _is_clear(told: Told) -> bool:
    """Whether a no to a list is one: "none of these"; "not dizzy" denies one thing only."""
    return told.plain or told.described


def _for_the(text: str) -> bool:
    """Whether a yes or no is said of something named: "no for the knee", "the hip is a yes"."""
    words = words_of(text)
    return "for" in words[1:3] or words[-2:] in (["a", "yes"], ["a", "no"])


def _age_in(text: str) -> Optional[int]:
    words: Sequence[str] = words_of(text)
    if "over" in words or "under" in words:
        return None
    numbers = [int(word) for word in words if word.isdecimal()]
    numbers += [NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS and word != "one"]
    return numbers[0] if len(numbers) == 1 and 4 < numbers[0] <= _OLDEST else None


def start_button(words: SelfTestWords, title: Optional[str] = None) -> Button:
    """The button that begins the test."""
    return Button(title or words.start, payload_for(START))


def repeat_offer(words: SelfTestWords, done_on: dtm.date, today: dtm.date) -> Reply:
    """What offers a repeat; say it when `hipwise.coaching.self_test.repeat_due`."""
    weeks = max(1, round((today - done_on).days / 7))
    return Reply(words.offer.format(weeks=weeks), (start_button(words),))
