"""Phrases of a table found in typed words."""

from __future__ import annotations

from hipwise.forms.phrases import Phrases, is_stop, words_of


def test_words_of_a_message() -> None:
    assert words_of("Yesss, it doesn’t!") == ["yes", ",", "it", "doesnt", "!"]
    assert [is_stop(word) for word in words_of("no, it")] == [False, True, False]


def test_the_longest_phrase_wins_and_a_star_stands_for_any_ending() -> None:
    phrases = Phrases({"tea": ["tea", "cup of tea"], "pot": ["tea pot", "pot*"]})
    assert phrases.found(["cup", "of", "tea"]) == [(0, 3, frozenset({"tea"}))]
    assert phrases.kinds_in("tea pot, potted tea") == ["pot", "pot", "tea"]
    assert phrases.kinds_in("coffee") == []
