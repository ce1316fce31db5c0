"""The sentences of the mirror test: content/forms/self_test.yml."""

from __future__ import annotations

from pydantic import Field

from hipwise.coaching.self_test import Leg, Look, Seen
from hipwise.words import Wording


class ResultWords(Wording):
    """What is said of a test that was done; the file shows how the parts go together."""

    caption: str
    stopped: str
    noticed: str
    nothing: str
    unsure: str
    pain: str
    left_out: str
    difference: str
    only: str
    sorer: str
    alike: str
    meaning: str
    sore: str
    red: str
    cue: str
    exercises: str
    gentle: str
    repeat: str
    repeat_calm: str
    again: str


class ThenNowWords(Wording):
    """What a repeat changed."""

    lead: str
    leg: str
    gone: str
    new: str
    same: str
    alike: str
    unclear: str
    pain: str
    note: str


class EndedWords(Wording):
    """What is said when the test ends before its end, and where its buttons lead."""

    say: str
    next: list[str]


class SelfTestWords(Wording):
    """Everything that is said in the mirror test.

    Attributes:
        reasons, signs, ages, better_legs: titles of buttons, by value.
        place: above a question about a leg: {leg}, {number} of {count}.
        explain: what is said to questions about the test, by topic, or by step and topic.
        looks: the questions; `names` is how they are called inside a sentence.
        ended: by what ended the test before its end; `nothing` where no leg was tested.
    """

    ready: str
    done: str
    yes: str
    no: str
    not_sure: str
    legs: dict[Leg, str]
    place: str
    leg_heading: str
    intro: str
    reasons: dict[str, str]
    reasons_list: str
    which_reason: str
    reasons_again: str
    sign: str
    signs: dict[str, str]
    age: str
    ages: dict[str, str]
    age_again: str
    adult: str
    balance: str
    balance_again: str
    set_up: str
    no_mirror: str
    warm_up: str
    tell_when_done: str
    look_again: str
    too_sore: str
    better_leg: str
    better_legs: dict[str, str]
    squats: str
    gave_way: str
    leave_out: str
    looks: dict[Look, str]
    pain: str
    how_much: str
    number_needed: str
    scale: str
    needed: str
    side_later: str
    now_leg: str
    moved_to: str
    leg_again: str
    better_is: str
    better_same: str
    corrected: str
    unchanged: str
    noted: str
    corrected_pain: str
    answers: dict[Seen, str]
    explain: dict[str, str]
    names: dict[Look, str]
    and_: str = Field(alias="and")
    result: ResultWords
    cues: dict[str, str]
    then_now: ThenNowWords
    ended: dict[str, EndedWords]
    again_and_again: str
    last: str
    none_yet: str
    start: str
    offer: str

    def naming(self, leg: Leg) -> dict[str, str]:
        """A leg's name, to begin a sentence ({leg}) and inside one ({side})."""
        side = self.legs[leg]
        return {"leg": side[:1].upper() + side[1:], "side": side}

    def listed(self, looks: tuple[Look, ...]) -> str:
        """The names of looks in a row: "a wobble and stopping early"."""
        *first, last = [self.names[look] for look in looks]
        return f"{', '.join(first)} {self.and_} {last}" if first else last
