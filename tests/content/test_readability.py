"""Everything that is said reads at grade 8 or below, in words that people know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import textstat

from .conftest import Prose

MAX_GRADE = 8.0
# The formula says nothing about a button or half a sentence: one long word sends it anywhere.
FEWEST_WORDS = 8
MOST_SYLLABLES = 3  # of a word that needs no leave

ALLOWED = frozenset(
    line.strip()
    for line in (Path(__file__).parent / "allowed_terms.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
)
_TERM = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, ALLOWED), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
# Words of clinicians that are short enough for the formula to miss.
_JARGON = re.compile(
    r"\b(patell\w*|femor\w*|femur|tibia\w*|valgus|varus|glute(?:us|al)\w*|gluteus|quadricep\w*|"
    r"hamstring\w*|abduct\w*|adduct\w*|eccentric|isometric|concentric|kinematic\w*|lateral|medial|"
    r"anterior|posterior|distal|proximal|aetiolog\w*|etiolog\w*|patholog\w*|syndrome\w*|"
    r"prognos\w*|symptomatic|chronic|acute|oedema|edema|effusion|lesion\w*|tendinopath\w*|"
    r"tendinitis|chondro\w*|osteo\w*|arthr\w*|menisc\w*|ligament\w*|tendon\w*|cartilage|burs\w+|"
    r"plica|cyst\w*|prone|supine|flexion|extension|proprio\w*|neuromuscular|biomechanic\w*|"
    r"orthos\w*|orthotic\w*|cohort|randomi[sz]ed|meta-analys\w*|placebo|efficacy|baseline|"
    r"contraindicat\w*|modalit\w*|intervention\w*|AKPS|NRS|VAS|GROC|EMG|RCT)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> str:
    """The text as plain sentences: markup and bullets off, a full stop at each line's end."""
    lines = [re.sub(r"^(?:•|\d+\.)\s*|\*", "", line).strip() for line in text.splitlines()]
    plain = " ".join(line if line[-1] in ".!?" else f"{line}." for line in lines if line)
    return re.sub(r"\{\w+\}", "stairs", plain)


def grade(text: str) -> float:
    """Flesch-Kincaid grade, with the allowed terms counted as a short word."""
    return float(textstat.flesch_kincaid_grade(_TERM.sub("word", sentences(text))))


def test_reading_grade(prose: list[Prose]) -> None:
    hard = [
        (item.place, round(grade(item.text), 1))
        for item in prose
        if len(item.text.split()) >= FEWEST_WORDS and grade(item.text) > MAX_GRADE
    ]
    assert hard == []


def test_long_words_have_leave(prose: list[Prose]) -> None:
    long_words = {
        (word.lower(), item.place)
        for item in prose
        for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", item.text)
        if word.lower() not in ALLOWED and textstat.syllable_count(word) > MOST_SYLLABLES
    }
    assert long_words == set()


def test_medical_words_have_leave(prose: list[Prose]) -> None:
    jargon = {
        (match[0].lower(), item.place)
        for item in prose
        for match in _JARGON.finditer(_TERM.sub("", item.text))
    }
    assert jargon == set()


def test_every_allowed_term_is_used(prose: list[Prose]) -> None:
    everything = " ".join(item.text.lower() for item in prose)
    unused = [term for term in ALLOWED if not re.search(rf"\b{re.escape(term)}\b", everything)]
    assert unused == []


@pytest.mark.parametrize(
    ("text", "easy"),
    [
        ("Bend your knee a little. Hold on to a chair. Then stand up.", True),
        (
            "Patellofemoral pathomechanics necessitate individualised interdisciplinary "
            "rehabilitation incorporating progressive resistance.",
            False,
        ),
    ],
)
def test_the_measure_tells_easy_from_hard(text: str, easy: bool) -> None:
    assert (grade(text) <= MAX_GRADE) is easy
