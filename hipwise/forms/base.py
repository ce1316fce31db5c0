"""What all forms share: what they are asked, and how a message moves them on. Pure."""

from __future__ import annotations

import abc
import datetime as dtm
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Optional

from hipwise.forms.controls import Control, Controls
from hipwise.replies import Button, Reply
from hipwise.understanding.messages import payload_for

# A button's payload has 64 bytes on Telegram, so its entities have one letter.
INTENT = "answer"
QUESTION = "q"
ANSWER = "a"
CANCEL = "cancel"

# The step that asks somebody who had paused whether to carry on.
RESUME = "resume"

Answers = Mapping[str, Any]

_QUESTION = re.compile(
    r"\?|^\W*(?:why|how|what|which|who|when|where|do|does|is|are|can|could|should)\b", re.IGNORECASE
)
# "Can we leave it there?" asks for what it says; "should I stop?" asks whether.
_POLITE = re.compile(r"^\W*(?:can|could) (?:we|you|i)\b", re.IGNORECASE)
# Answers whose name begins so are no one's: the program put them there at the start, for the
# questions to be asked right. "Back" and "start again" leave them.
GIVEN = "_"


@dataclass(frozen=True)
class Heard:
    """A message, as a form hears it.

    Attributes:
        text: as typed; empty for a button.
        intent: what the language model took it for; empty for a button.
        entities: all values of each entity, in order, read with the form's `expects` in mind.
        now: the person's local time.
        tap: the step and value of a button of this form; None for words.
    """

    text: str
    intent: str
    entities: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    now: Optional[dtm.datetime] = None
    tap: Optional[tuple[str, str]] = None

    def first(self, entity: str) -> Optional[Any]:
        """The first value of an entity."""
        return next(iter(self.entities.get(entity, ())), None)


@dataclass(frozen=True)
class Reading:
    """What a message changed.

    Attributes:
        answers: all answers from now on, in the order given.
        remark: a sentence to say before the next question, such as what was corrected.
        more: whether the words hold something else besides, which is to be answered too.
    """

    answers: Answers
    remark: str = ""
    more: bool = False


class Form(abc.ABC):
    """A form's questions and what answers to them mean; without any state of its own.

    Attributes:
        name: such as `self_test`; Rasa's form is called `self_test_form`.
        start_intent: what a person says to start it, and the topic of its turns.
        loads_the_leg: whether it pauses while a danger sign is open.
        kept_for: how long answers of a form left alone stay good.
    """

    name: str
    start_intent: str
    loads_the_leg: bool = False
    kept_for: dtm.timedelta = dtm.timedelta(days=2)

    @abc.abstractmethod
    def next_step(self, answers: Answers) -> Optional[str]:
        """The step to ask next; None when the form is done, also before its end."""

    @abc.abstractmethod
    def question(self, step: str, answers: Answers) -> Reply:
        """What to ask; its buttons are made with `button`."""

    @abc.abstractmethod
    def read(self, step: str, heard: Heard, answers: Answers) -> Optional[Reading]:
        """Reads typed words as an answer, or as a correction of an earlier one.

        Returns:
            None where the words are neither: they are then answered as any other message, and
            the question is asked again.
        """

    def taken(self, step: str, value: str, answers: Answers) -> Reading:
        """The answers after a button was pressed: one of this step, or of an earlier one."""
        return Reading({**answers, step: value})

    def declined(self, step: str, answers: Answers) -> Optional[Reading]:
        """What "not now, leave me alone" answers; None where it is read as any other words."""
        return None

    def begun(self, heard: Heard) -> Answers:
        """The answers to begin with: what the message that starts the form already tells."""
        return {}

    def expects(self, step: str) -> Optional[str]:
        """The entity that a bare number is at this step: `pain_score`, `time`; or None."""
        return None

    def is_current(self, answers: Answers, now: dtm.datetime) -> bool:
        """Whether answers kept from earlier may still be gone on with."""
        return True

    def on_another_day(self, answers: Answers) -> Answers:
        """What still holds of the answers when the form is gone on with on a later day."""
        return answers

    def button(self, title: str, step: str, value: str) -> Button:
        """A button that answers a step."""
        return Button(
            title, payload_for(INTENT, **{QUESTION: f"{self.name}.{step}", ANSWER: value})
        )


@dataclass(frozen=True)
class FormState:
    """Where somebody is in a form.

    Attributes:
        answers: by step, in the order given.
        paused: whether they have put it off.
        another_day: whether answers have lapsed since the last question, so that what is said
            now is no answer to it.
    """

    answers: Answers
    paused: bool = False
    another_day: bool = False


def answered(answers: Answers) -> bool:
    """Whether the person has answered anything; what the program put there does not count."""
    return any(not step.startswith(GIVEN) for step in answers)


def is_question(text: str) -> bool:
    """Whether words ask something, so that they are no answer."""
    return _QUESTION.search(text) is not None


def asks_back(heard: Heard) -> bool:
    """Whether words that the language model took for a cancel ask something instead."""
    return is_question(heard.text) and _POLITE.search(heard.text) is None


class Move(str, Enum):
    """What a message did to a form."""

    ANSWERED = "answered"
    BACK = "back"
    REPEATED = "repeated"
    RESUMED = "resumed"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Moved:
    """A form after a message.

    Attributes:
        state: where the person is now.
        move: what the message did.
        remark: a sentence to say first.
        more: whether the message is also to be answered as one outside of the form.
    """

    state: FormState
    move: Move
    remark: str = ""
    more: bool = False


def step_of(form: Form, state: FormState) -> Optional[str]:
    """The step that is being asked."""
    return RESUME if state.paused else form.next_step(state.answers)


def move_on(form: Form, state: FormState, heard: Heard, controls: Controls) -> Optional[Moved]:
    """Moves a form on by a message.

    Args:
        form: the form.
        state: where the person is.
        heard: their message.
        controls: reads "go back", "stop" and the like.

    Returns:
        None where the message does not speak to the form.
    """
    step = step_of(form, state)
    if step is None:
        return None
    tap = heard.tap
    if tap is None:
        tap = _titled(form, state, step, heard.text)
    control = _control(tap, heard, controls)
    if step == RESUME:
        if control is None and _cancels(heard):
            control = Control.STOP
        return _resumed(state, control, controls.agrees(heard.text))
    if control is not None:
        return _controlled(form, state, step, control)
    if tap is not None:
        reading: Optional[Reading] = form.taken(tap[0], tap[1], state.answers)
    elif controls.declines(heard.text) and (left := form.declined(step, state.answers)):
        reading = left
    else:
        reading = form.read(step, heard, state.answers)
    if reading is not None:
        return Moved(FormState(reading.answers), Move.ANSWERED, reading.remark, reading.more)
    if _cancels(heard):
        return _controlled(form, state, step, Control.STOP)
    return None


def _cancels(heard: Heard) -> bool:
    return heard.intent == CANCEL and bool(heard.text) and not asks_back(heard)


def _titled(form: Form, state: FormState, step: str, text: str) -> Optional[tuple[str, str]]:
    """The button whose title was typed."""
    said = text.strip(" .!?").casefold()
    if not said or step == RESUME:
        return None
    for button in form.question(step, state.answers).buttons:
        if button.title.casefold() == said:
            return read_tap(form.name, button.payload)
    return None


def read_tap(form: str, payload: str) -> Optional[tuple[str, str]]:
    """The step and value of a form's button; None for any other."""
    from hipwise.understanding.messages import read_payload

    intent, carried = read_payload(payload)
    name, _, step = carried.get(QUESTION, "").partition(".")
    if intent != INTENT or name != form or not step:
        return None
    return step, carried.get(ANSWER, "")


def _control(tap: Optional[tuple[str, str]], heard: Heard, controls: Controls) -> Optional[Control]:
    if tap is not None:
        return Control(tap[1]) if tap[1] in set(Control) else None
    return controls.read(heard.text) if heard.text else None


def _resumed(
    state: FormState, control: Optional[Control], agrees: Optional[bool]
) -> Optional[Moved]:
    if control is Control.CARRY_ON or (control is None and agrees):
        return Moved(FormState(state.answers), Move.RESUMED)
    if control is Control.AFRESH:
        return Moved(FormState(_given(state.answers)), Move.RESUMED)
    if control in (Control.STOP, Control.PAUSE) or agrees is False:
        return Moved(state, Move.PAUSED)
    return None


def _given(answers: Answers) -> Answers:
    return {name: value for name, value in answers.items() if name.startswith(GIVEN)}


def _controlled(form: Form, state: FormState, step: str, control: Control) -> Optional[Moved]:
    answers = dict(state.answers)
    if control is Control.BACK:
        while said := [name for name in answers if not name.startswith(GIVEN)]:
            last = said[-1]
            del answers[last]
            # An answer that asks no question (set by another one) is not worth going back to.
            if form.next_step(answers) == last:
                break
        return Moved(FormState(answers), Move.BACK)
    if control is Control.STOP:
        return Moved(FormState(answers, paused=True), Move.STOPPED)
    if control is Control.PAUSE:
        return Moved(FormState(answers, paused=True), Move.PAUSED)
    if control is Control.AFRESH:
        return Moved(FormState(_given(answers)), Move.RESUMED)
    if control is Control.SKIP:
        reading = form.taken(step, Control.SKIP.value, answers)
        return Moved(FormState(reading.answers), Move.ANSWERED, reading.remark)
    return Moved(state, Move.REPEATED)
