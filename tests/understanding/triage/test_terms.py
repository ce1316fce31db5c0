import pytest

from hipwise.understanding.triage.reading import TriageReader, reading_of
from hipwise.understanding.triage.tables import TermsError
from hipwise.understanding.triage.terms import Match, TermFinder, terms_of, variants

TABLE = {
    "plain_forms": {"n't": "not"},
    "articles": ["my", "the", "a"],
    "fillers": ["very"],
    "steady": ["KNEE"],
    "timeless": [],
    "everyday": [],
    "concepts": {
        "IDIOM": "boil over",
        "KNEE": "knee",
        "HOLE": "hole in my? knee",
        "HOT": "very hot, boil",
    },
}


def find(text: str) -> set[Match]:
    terms = terms_of(TABLE)
    reader = TriageReader(["knee"], terms.plain_forms)
    return set(TermFinder(terms, reader.plain_form).find(reading_of(reader.read(text))))


def test_variants_of_a_phrase() -> None:
    assert set(variants("put|bear any? weight")) == {
        ("put", "any", "weight"),
        ("put", "weight"),
        ("bear", "any", "weight"),
        ("bear", "weight"),
    }


def test_articles_and_fillers_are_passed_over() -> None:
    assert Match("HOLE", 0, 5) in find("hole in the very knee")


def test_a_filler_in_a_phrase_is_taken_at_its_word() -> None:
    assert Match("HOT", 0, 2) in find("very hot")
    assert not any(match.concept == "HOT" for match in find("hot"))


def test_articles_alone_are_passed_over_beside_a_filler_of_the_phrase() -> None:
    assert Match("HOT", 0, 3) in find("very my hot")


def test_a_figure_of_speech_hides_what_is_in_it() -> None:
    assert Match("HOT", 0, 1) in find("boil")
    assert find("boil over") == {Match("IDIOM", 0, 2)}


def test_phrases_do_not_cross_sentences() -> None:
    assert not any(match.concept == "HOLE" for match in find("hole in. knee"))


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("my son is 12", "CHILD_AGE"),
        ("a 9 year old", "CHILD_AGE"),
        ("i am 16 and run", "CHILD_AGE"),
        ("dad, 66, fell", "OLDER_AGE"),
        ("she is seventy", "OLDER_AGE"),
        ("temp of 38.5", "FEVER_READING"),
        ("fever 102", "FEVER_READING"),
    ],
)
def test_ages_and_temperatures(text: str, concept: str) -> None:
    assert any(match.concept == concept for match in find(text))


@pytest.mark.parametrize(
    "text", ["i am 3 weeks in", "pain is 4 today", "ran 40 km", "3 sets of 12"]
)
def test_other_numbers_are_neither(text: str) -> None:
    assert not [m for m in find(text) if m.concept.endswith("_AGE") or m.concept.startswith("FEV")]


def test_a_table_that_lacks_a_part_is_refused() -> None:
    with pytest.raises(TermsError, match="lacks a part"):
        terms_of({"concepts": {}})
    with pytest.raises(TermsError, match="ELBOW"):
        terms_of({**TABLE, "steady": ["ELBOW"]})
