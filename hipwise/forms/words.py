"""The words that all forms share: content/forms.yml."""

from __future__ import annotations

from hipwise.words import Wording


class FormWords(Wording):
    """What is said around the questions.

    Attributes:
        names: of each form, as in "the mirror test".
        long_ago: when a question of days ago is answered.
        another_day: when a form goes on where some answers held for one day only.
        unclear: when words were no answer.
        way_out: the same, the second time.
        stopped, paused: when a form is left; {form} is its name.
        carry_on: asks whether to go on with a form left earlier.
        resume: the titles of the buttons under it, by control.
        nothing_asked: when a button is pressed of a form that there is no more.
    """

    names: dict[str, str]
    long_ago: str
    another_day: str
    unclear: str
    way_out: str
    stopped: str
    paused: str
    carry_on: str
    resume: dict[str, str]
    nothing_asked: str
