from hipwise.understanding.triage import Assessor
from hipwise.understanding.triage.reading import MOST_SEGMENTS, reading_of, segments_of


def test_words_are_plain_and_mended(assessor: Assessor) -> None:
    reading = reading_of(assessor.reader.read("My kneecapp couldn't lock"))
    assert list(reading.words) == ["my", "kneecap", "can", "not", "lock"]


def test_clauses_and_sentences_are_counted(assessor: Assessor) -> None:
    reading = reading_of(assessor.reader.read("hot, red-hot knee but fine. Yes"))
    assert list(reading.words) == ["hot", "red", "hot", "knee", "but", "fine", "yes"]
    assert list(reading.clauses) == [0, 1, 1, 1, 2, 2, 3]
    assert list(reading.sentences) == [0, 0, 0, 0, 0, 0, 1]


def test_missing_spaces_part_words(assessor: Assessor) -> None:
    reading = reading_of(assessor.reader.read("my knee hurts(locks) daily"))
    assert "lock" in reading.words


def test_a_short_message_has_no_segments(assessor: Assessor) -> None:
    assert segments_of(assessor.reader.read("my knee hurts on stairs")) == []


def test_sentences_are_segments_and_long_ones_are_cut(assessor: Assessor) -> None:
    doc = assessor.reader.read("It hurts. It locks.")
    assert segments_of(doc) == ["It hurts", "It locks"]
    long = "word " * 12 + "because " + "word " * 12
    assert len(segments_of(assessor.reader.read(long))) == 2


def test_segments_are_limited(assessor: Assessor) -> None:
    assert len(segments_of(assessor.reader.read("It hurts. " * 200))) == MOST_SEGMENTS


def test_lone_surrogates_and_emptiness_are_read(assessor: Assessor) -> None:
    assert reading_of(assessor.reader.read("")).words == []
    assert "knee" in reading_of(assessor.reader.read("knee \ud800 pain")).words
