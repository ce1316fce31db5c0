from hipwise.understanding.triage.assessment import NOTHING_FOUND, SIGNS, assessment_of


def test_the_worst_tier_wins_and_all_signs_are_listed_worst_first() -> None:
    result = assessment_of(["lump", "deformity", "locked_knee"])
    assert result.tier == "A"
    assert result.signs == ("deformity", "locked_knee", "lump")


def test_a_question_is_asked_only_where_no_sign_is_sure() -> None:
    assert assessment_of(["lump"], ["locked_knee"]).ask is None
    assert assessment_of([], ["lump", "locked_knee"]).ask == "locked_knee"


def test_distress_has_no_tier_and_comes_first() -> None:
    assert assessment_of(["distress"]).tier is None
    assert assessment_of(["locked_knee", "distress"]).signs == ("distress", "locked_knee")
    assert assessment_of(["locked_knee", "distress"]).tier == "B"


def test_nothing_found_travels_as_plain_data() -> None:
    assert NOTHING_FOUND.as_dict() == {"tier": None, "signs": [], "ask": None}


def test_every_sign_has_a_tier_but_distress() -> None:
    assert {sign for sign, tier in SIGNS.items() if tier is None} == {"distress"}
