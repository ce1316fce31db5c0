"""The outcome check: what is asked, and what words mean."""

from __future__ import annotations

from typing import Any

import pytest

from hipwise.forms.base import FormState, Heard, move_on
from hipwise.forms.outcome import Outcome, OutcomeWords, activities_of, first_answers
from hipwise.words import read_words
from tests.conftest import ROOT
from tests.forms.test_controls import CONTROLS

FORM = Outcome(
    read_words(ROOT / "content" / "forms" / "outcome.yml", OutcomeWords), {"stairs": "stairs"}
)


def told(answers: dict[str, Any], text: str, **entities: Any) -> dict[str, Any] | None:
    heard = Heard(text, "", {name: [value] for name, value in entities.items()})
    moved = move_on(FORM, FormState(answers), heard, CONTROLS)
    return dict(moved.state.answers) if moved else None


def test_the_first_check_from_start_to_end() -> None:
    answers = first_answers(0, [], ["running"])
    assert FORM.next_step(answers) == "worst_pain"
    answers = told(answers, "about a 6", pain_score=6) or {}
    assert FORM.next_step(answers) == "activity1"
    assert [one.title for one in FORM.question("activity1", answers).buttons] == ["running", "Skip"]
    answers = told(answers, "going down stairs", activity="stairs") or {}
    assert FORM.next_step(answers) == "score1"
    assert "going down stairs" in FORM.question("score1", answers).text
    answers = told(answers, "4", pain_score=4) or {}
    answers = told(answers, "Playing with my grandson.") or {}
    answers = told(answers, "2", pain_score=2) or {}
    answers = told(answers, "no that's it") or {}
    assert FORM.next_step(answers) is None
    assert activities_of(answers) == {"going down stairs": 4, "Playing with my grandson": 2}


def test_a_later_check_asks_of_the_same_activities_and_of_change() -> None:
    answers = {**first_answers(6, ["stairs", "dancing"], []), "worst_pain": 3}
    assert FORM.next_step(answers) == "change"
    answers = {**answers, "change": "better", "score1": 7}
    assert FORM.next_step(answers) == "score2"
    assert FORM.next_step({**answers, "score2": 8}) is None


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("loads better tbh", "much_better"),
        ("a bit better i think", "a_little_better"),
        ("it got worse", "worse"),
        ("no better", "same"),
        ("slightly worse on stairs", "a_little_worse"),
        ("better", "better"),
        ("about the same", "same"),
        ("why do you ask?", None),
        ("purple", None),
    ],
)
def test_ratings_in_words(text: str, rating: str | None) -> None:
    answers = told({**first_answers(6, [], []), "worst_pain": 3}, text)
    assert (answers or {}).get("change") == rating


def test_a_question_in_the_middle_is_no_answer() -> None:
    assert told({"worst_pain": 3}, "what does that mean?") is None
