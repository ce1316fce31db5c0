"""What a mirror test says to the person."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from hipwise.coaching.self_test import Leg, Look, MirrorTest
from hipwise.forms.self_test_result import noticed_text, practice_text, then_now_text
from hipwise.replies import plain
from tests.coaching.test_self_test import leg, mirror_test, tests
from tests.forms.test_self_test import WORDS

RULE = "Pain out of 10: 0 to 2 is fine."
NEVER = re.compile(r"\b(weak\w*|worn|damag\w*|cure\w*|bad|score|poorly|fail\w*|pass\w*)\b", re.I)


def test_both_sides_the_difference_and_what_it_means() -> None:
    test = mirror_test(leg(pain=1), leg(Look.KNEE_IN, Look.WOBBLE, pain=3), Leg.LEFT)
    text = plain(noticed_text(test, WORDS))
    assert "Left leg: you noticed none of the five. Pain 1 of 10." in text
    assert "Right leg: you noticed the knee inside the big toe and a wobble. Pain 3 of 10." in text
    assert "only on the right. The right one was sorer, by 2." in text
    assert "12 of 34" in text and "no diagnosis" in text


def test_alike_unsure_and_left_out() -> None:
    alike = noticed_text(mirror_test(leg(), leg()), WORDS)
    assert WORDS.result.alike in alike
    unsure = noticed_text(mirror_test(leg(unsure=(Look.DEPTH,)), None), WORDS)
    assert "Hard to tell: stopping early." in unsure and "*Right leg:* not tested." in unsure
    assert WORDS.result.difference not in unsure


def test_one_cue_and_a_word_on_pain() -> None:
    text = practice_text(mirror_test(leg(Look.HIP_DROP), leg(Look.HIP_DROP)), WORDS, RULE)
    assert WORDS.cues["hip_drop"] in text and RULE in text
    assert WORDS.result.sore not in text and WORDS.result.red not in text
    assert WORDS.cues["none"] in practice_text(mirror_test(leg(), leg()), WORDS, RULE)
    sore = practice_text(mirror_test(leg(Look.WOBBLE, pain=5), leg()), WORDS, RULE)
    assert WORDS.result.sore in sore and WORDS.result.red not in sore
    assert WORDS.cues["wobble"] not in sore and WORDS.result.repeat_calm in sore
    assert WORDS.result.red in practice_text(mirror_test(leg(pain=6), leg()), WORDS, RULE)


def test_then_and_now() -> None:
    then = mirror_test(leg(Look.KNEE_IN, Look.WOBBLE, pain=3), leg())
    now = mirror_test(leg(Look.WOBBLE, Look.DEPTH, pain=1), leg())
    text = then_now_text(then, now, "1 Nov 2026", WORDS)
    assert "*Since 1 Nov 2026*" in text
    assert (
        "Left leg: No longer seen: the knee inside the big toe. New: stopping early. "
        "Still there: a wobble. Pain 3 then, 1 now."
    ) in text
    assert "Right leg: Nothing seen then or now. Pain 0 then, 0 now." in text
    other = then_now_text(mirror_test(leg(), None), mirror_test(None, leg()), "1 Nov 2026", WORDS)
    assert WORDS.then_now.unclear in other


@given(tests, st.none() | tests)
def test_no_verdict_whatever_was_seen(test: MirrorTest, then: MirrorTest | None) -> None:
    texts = [noticed_text(test, WORDS).replace("as poor", ""), practice_text(test, WORDS, RULE)]
    if then is not None:
        texts.append(then_now_text(then, test, "1 Nov 2026", WORDS))
    for text in texts:
        assert not NEVER.search(text) and "{" not in text
        assert len(text.split()) <= 140
        assert all(line.count("*") % 2 == 0 for line in text.splitlines())
