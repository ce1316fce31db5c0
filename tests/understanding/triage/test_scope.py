import pytest

from hipwise.understanding.triage import Assessor
from hipwise.understanding.triage.scope import Standing


def standing_of_word(assessor: Assessor, text: str, word: str) -> Standing:
    heard = assessor._hear(assessor.reader.read(text), None)
    return heard.standing[list(heard.reading.words).index(word)]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("my knee is swollen", "swell", Standing.SAID),
        ("there is no swelling", "swell", Standing.NOT_SAID),
        ("no redness, heat or swelling", "swell", Standing.NOT_SAID),
        ("no fever, the knee is swollen", "swell", Standing.SAID),
        ("not only swollen", "swell", Standing.SAID),
        ("i can't straighten my swollen knee", "swell", Standing.SAID),
        ("is swelling common?", "swell", Standing.NOT_SAID),
        ("is my knee swollen?", "swell", Standing.SAID),
        ("what if my knee swells", "swell", Standing.NOT_SAID),
        ("does swelling matter after the match yesterday", "swell", Standing.DOUBTFUL),
        ("ten years ago it was swollen", "swell", Standing.LONG_AGO),
        ("ten years ago i ran, now it is swollen", "swell", Standing.SAID),
        ("someone on reddit had swelling", "swell", Standing.NOT_SAID),
        ("my elbow is swollen", "swell", Standing.NOT_SAID),
        ("my wrists and fingers are swollen", "swell", Standing.SAID),
        ("was running when it got swollen", "swell", Standing.SAID),
        ("it is swollen in my thirties as in my twenties", "swell", Standing.LONG_AGO),
        ("swollen, it stays at thirty degrees", "swell", Standing.SAID),
        ("swollen, and i can't push the pedal the way i used to", "swell", Standing.SAID),
        ("it is less swollen than it used to be", "swell", Standing.SAID),
        ("it used to be swollen", "swell", Standing.LONG_AGO),
        ("might be a cramp but it is swollen", "swell", Standing.SAID),
        ("it is better this way. i used to get swelling", "swell", Standing.LONG_AGO),
        ("nothing is stopping the swelling", "swell", Standing.SAID),
        ("nothing is helping my swollen knee", "swell", Standing.SAID),
        ("had melanoma off my back, now the knee hurts", "melanoma", Standing.SAID),
    ],
)
def test_standing(assessor: Assessor, text: str, word: str, expected: Standing) -> None:
    assert standing_of_word(assessor, text, word) is expected
