from collections.abc import Collection
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hipwise.understanding.triage import SIGNS, Assessment, Assessor
from hipwise.understanding.triage.assessor import is_bare_score
from hipwise.understanding.triage.paraphrases import Features, Heard, ParaphraseModel
from hipwise.understanding.triage.tables import TermsError
from tests.understanding.triage.conftest import TABLES

TOLD = {
    "deformity": [
        "my kneecap is sitting on the outside of my leg",
        "knee looks bent at a funny angle since he landed",
        "the patella popped out and it won't go back",
    ],
    "high_force_injury": [
        "got hit by a car this morning, knee is agony",
        "fell off a ladder onto my knee an hour ago",
        "knee went into the dashboard in a crash yesterday",
    ],
    "open_wound": [
        "deep cut over my knee, it's gaping",
        "there is a hole in my knee from the nail and it leaks",
        "my son's knee is split wide open, down to the bone",
    ],
    "cold_numb_foot": [
        "my foot is cold and white since I fell on my knee",
        "toes went blue after the tackle",
        "can't feel my toes since I twisted my knee",
    ],
    "leg_swelling_chest": [
        "calf is swollen and I'm short of breath",
        "swollen leg. also chest pain since this morning",
        "coughing up blood and my calf is sore",
    ],
    "hot_joint_fever": [
        "knee is hot and swollen and I have a fever",
        "red swollen knee, temperature of 39.1, shivering",
        "my mum's knee is red and hot and she is confused and clammy",
    ],
    "chest_or_stroke": [
        "I have pain in my chest and it goes into my jaw",
        "dad's face is drooping on one side",
        "I'm struggling to breathe just sitting here",
        "slurred speech since an hour",
        "my arm suddenly went numb and my chest is tight, squats went fine",
    ],
    "cauda_equina": [
        "numb between my legs since my back went",
        "I can't feel when I wipe",
        "bad back and I can't pee",
        "I've wet myself twice and my legs tingle",
        "no control of my bladder, both legs weak",
    ],
    "cannot_bear_weight": [
        "I can't put any weight on it since I twisted it",
        "had to hop home after the tackle, cant stand on it",
        "Today morning my knee started paining suddenly. From that time walking is difficult",
    ],
    "fracture_signs": [
        "fell on my kneecap today and the bone is sore to touch",
        "my gran, 81, had a fall and her knee hurts",
        "slipped yesterday and now it won't bend",
    ],
    "locked_knee": [
        "my knee locked and I can't straighten it",
        "it won't straighten since I squatted down",
        "Every so often my knee catches, and then I have to nudge it with my hand and it sort of "
        "unlocks",
    ],
    "rapid_swelling": [
        "twisted it at lunch and it swelled up within an hour",
        "knee is huge since I landed badly today",
        "Next day the knee had swelled up once more",
    ],
    "pop_gave_way": [
        "heard a pop and my knee gave way",
        "felt something snap when I turned, now it's swollen",
        "loud crack as I landed and it folded under me",
    ],
    "cannot_lift_leg": [
        "can't lift my leg straight off the bed since I slipped",
        "straight leg raise, the leg just will not come up",
        "I have to lift my leg with my hands since the fall",
    ],
    "hot_red_joint": [
        "my knee is red, hot and swollen",
        "red hot knee but no fever",
        "6 days after my knee replacement some red patches have come up",
    ],
    "calf_swelling": [
        "one calf is swollen and sore",
        "calf is warm and red since the flight",
        "My calfs are both swollen and painful",
    ],
    "child_hip": [
        "my son is limping and his knee hurts",
        "my 12 year old has groin pain",
        "im 13 and my hip hurts and I limp",
    ],
    "night_rest_pain": [
        "pain wakes me up every night",
        "constant pain, day and night, nothing eases it",
        "it hurts even when I rest, all the time",
    ],
    "weight_loss": [
        "I've lost a stone without trying",
        "weight is dropping off me and I don't know why",
        "unexplained weight loss and my knee aches",
    ],
    "fever_sweats": [
        "night sweats for weeks and the knee aches",
        "fever of 38.4 on and off and knee pain",
        "I keep getting fevers and my knee hurts",
    ],
    "lump": [
        "hard lump above my knee",
        "found a lump on my shin and it's growing",
        "there's a bony lump near my kneecap that wasn't there before",
    ],
    "cancer_history": [
        "I had breast cancer and now my knee hurts",
        "knee pain, and I'm in remission from lymphoma",
        "on chemo and my knee aches",
    ],
    "numb_or_no_power": [
        "my leg has gone numb",
        "foot keeps dropping since monday",
        "leg suddenly weak, no strength in it",
    ],
    "giving_way": [
        "my knee keeps giving way",
        "my kneecap keeps slipping out",
        "it buckles on the stairs several times a week",
    ],
    "persistent_swelling": [
        "my knee has been swollen for weeks",
        "the swelling won't go down",
        "My knees swell up again and again",
    ],
    "inflammatory_joints": [
        "I have psoriasis and my knee is swollen",
        "knee and wrist are both swollen",
        "several of my joints are swollen",
    ],
    "distress": [
        "I don't want to live any more",
        "thinking of killing myself",
        "everyone would be better off without me",
    ],
}

ORDINARY = [
    # denied
    "no swelling, no locking",
    "without any swelling or redness",
    "it never locks or gives way",
    "she has no fever and no night pain",
    "it isn't red, hot or swollen",
    "my knee doesn't lock, it just aches on stairs",
    # in the abstract
    "is swelling common?",
    "can PFP cause locking?",
    "what does a locked knee mean?",
    "should I worry if it ever swells?",
    "how would I know if I had a blood clot?",
    # long ago
    "I had a locked knee ten years ago, fine now",
    "broke my kneecap when I was a kid, no trouble since",
    "I used to get swelling in my twenties",
    # idioms and other things
    "my phone locked up",
    "this heat is killing me",
    "dying to run again",
    "my knee is killing me",
    "hot topic",
    "numb from boredom",
    "I popped out for milk",
    "it gave me hope",
    "stuck in traffic, remind me later",
    "I keep going with the exercises",
    # other joints and other people
    "my elbow is swollen",
    "my shoulder popped out",
    "someone on the forum said his knee locked",
    # frightened but ordinary
    "it's agony going downstairs",
    "clicks and pops all day",
    "stiff and puffy feeling but no swelling",
    "pain at night after a long run",
    "knee feels hot after exercise",
    "It seemed slightly swelled so I put ice on",
    "pain in both thighs",
    "right knee was getting inflamed after leg day",
    "I can't walk downstairs without pain",
    "I can't do a single leg squat",
    "trying to lose weight for my knees",
]


def judge(assessor: Assessor, text: str) -> Assessment:
    return assessor.assess(assessor.reader.read(text), now=date(2026, 11, 25))


@pytest.mark.parametrize(
    ("sign", "text"), [(sign, text) for sign, texts in TOLD.items() for text in texts]
)
def test_finds_what_people_tell(assessor: Assessor, sign: str, text: str) -> None:
    result = judge(assessor, text)
    assert sign in result.signs or result.ask == sign
    if SIGNS[sign] == "A":
        assert result.tier == "A"


@pytest.mark.parametrize("text", ORDINARY)
def test_leaves_ordinary_messages_alone(assessor: Assessor, text: str) -> None:
    result = judge(assessor, text)
    assert (result.signs, result.ask) == ((), None)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("not only swollen, it swelled up within an hour of the fall", "rapid_swelling"),
        ("can't put weight on it since the tackle", "cannot_bear_weight"),
        ("it won't straighten", "locked_knee"),
        ("no fever but the knee is red hot and swollen", "hot_red_joint"),
        ("no idea why, but I cannot straighten my leg", "locked_knee"),
    ],
)
def test_some_negatives_are_signs(assessor: Assessor, text: str, sign: str) -> None:
    assert sign in judge(assessor, text).signs


def test_finds_a_sign_buried_in_a_question(assessor: Assessor) -> None:
    text = (
        "Thanks for the plan! The clams go well and I do them three times a week. One thing, "
        "the knee locked this morning and I could not straighten it. Should I do bridges today?"
    )
    assert "locked_knee" in judge(assessor, text).signs


def test_typos_do_not_hide_a_sign(assessor: Assessor) -> None:
    assert judge(assessor, "my calf is swolen and my chset hurts, short of breth").tier == "A"


def test_a_year_before_now_is_long_ago(assessor: Assessor) -> None:
    doc = assessor.reader.read("in 2019 my knee locked for a week")
    assert assessor.assess(doc, now=date(2026, 1, 1)).signs == ()
    assert "locked_knee" in assessor.assess(doc, now=date(2019, 6, 1)).signs


def test_what_came_back_is_not_long_ago(assessor: Assessor) -> None:
    assert "locked_knee" in judge(assessor, "it locked ten years ago and now it locks again").signs


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_assessed(assessor: Assessor, text: str) -> None:
    result = judge(assessor, text)
    assert set(result.signs) <= SIGNS.keys()


WORDS = "knee calf swollen can't not no locked if my son . , ? 12 38.5 pop fell since and".split()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_heap_of_words_can_be_assessed(assessor: Assessor, words: list[str]) -> None:
    result = judge(assessor, " ".join(words))
    assert result.ask is None or not result.signs


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(TermsError, match=r"terms\.yml"):
        Assessor(tmp_path)


def test_a_rule_with_an_unknown_concept_is_named(tmp_path: Path) -> None:
    (tmp_path / "terms.yml").write_bytes((TABLES / "terms.yml").read_bytes())
    patterns = (TABLES / "patterns.yml").read_text(encoding="utf-8")
    (tmp_path / "patterns.yml").write_text(
        patterns.replace("COUGH_BLOOD", "NO_SUCH_THING"), encoding="utf-8"
    )
    with pytest.raises(TermsError, match="NO_SUCH_THING"):
        Assessor(tmp_path)


class _Untrained(ParaphraseModel):
    """Has learnt nothing; what it says its children say."""

    def __init__(self) -> None:
        super().__init__({"landmarks": np.zeros((1, 1))}, ())


class _Unconvinced(_Untrained):
    """Hears nothing and doubts everything."""

    def judge(
        self, features: Features, cautious: bool = False, denied: Collection[str] = ()
    ) -> Heard | None:
        return None

    def doubts(self, features: Features) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "signs", "ask"),
    [
        ("my knee locked and I can't straighten it", (), "locked_knee"),
        ("hard lump above my knee", (), "lump"),
        ("my kneecap is sitting on the outside of my leg", ("deformity",), None),
        ("I want to end my life", ("distress",), None),
        ("how many clams", (), None),
    ],
)
def test_a_doubted_rule_asks_unless_it_is_an_emergency(
    text: str, signs: tuple[str, ...], ask: str | None
) -> None:
    assessor = Assessor(TABLES, _Unconvinced())
    vectors = np.zeros((1, 1), dtype=np.float32)
    assessment = assessor.assess(assessor.reader.read(text), vectors)
    assert (assessment.signs, assessment.ask) == (signs, ask)


class _Alarmed(_Untrained):
    """Hears distress in everything."""

    def judge(
        self, features: Features, cautious: bool = False, denied: Collection[str] = ()
    ) -> Heard | None:
        return Heard("distress", sure=True)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("See you tomorrow!", ()),
        ("thanks, see you tomorrow", ()),
        ("you will not see me tomorrow", ("distress",)),
    ],
)
def test_a_message_of_every_day_worries_nobody(text: str, signs: tuple[str, ...]) -> None:
    assessor = Assessor(TABLES, _Alarmed())
    vectors = np.zeros((1, 1), dtype=np.float32)
    assert assessor.assess(assessor.reader.read(text), vectors).signs == signs


def outcome(assessor: Assessor, text: str) -> str:
    """The signs found, or what is asked about, in a few letters."""
    result = judge(assessor, text)
    return " ".join(result.signs) or (f"ask {result.ask}" if result.ask else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("climbing to the second floor I stay without air", "ask chest_or_stroke"),
        ("I have no air on the stairs", "ask chest_or_stroke"),
        ("my breath is short since two days", "ask chest_or_stroke"),
        ("short of breath after my run", ""),
        ("short of breath lying down, i smoke", "ask chest_or_stroke"),
        ("breathless when i sit, i'm unfit", "ask chest_or_stroke"),
        ("out of breath after the sit to stands", ""),
        ("ok im ready lets go", ""),
        ("out of breath after the stairs, I'm unfit", ""),
        ("I have a pacemaker and I get out of breath with the bridge", "ask chest_or_stroke"),
        ("I had a bypass years ago and I get out of breath with it", "ask chest_or_stroke"),
        ("I have a pacemaker and my heart beats very fast in the squats", "ask chest_or_stroke"),
        ("my heart is racing and I feel dizzy", "ask chest_or_stroke"),
        ("heart pounding after the hill sprints", ""),
        ("I have a stent, can I do the exercises?", ""),
        ("chest pain when I climb the stairs", "ask chest_or_stroke"),
        ("pain in the arm left", "ask chest_or_stroke"),
        ("arm left is heavy and I feel sick", "chest_or_stroke"),
        ("my arm left hurts from the plank", ""),
        ("should I hold my breath in the plank", ""),
        ("do I breathe out as I lift", ""),
        ("my arms are tired after the plank", ""),
        ("sweating like mad after the band walks", ""),
        ("there's no air con at my gym", ""),
        ("no breathing problems, no chest pain", ""),
    ],
)
def test_breath_and_heart_are_heard_unless_effort_explains_them(
    assessor: Assessor, text: str, expected: str
) -> None:
    assert outcome(assessor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my leg is swollen from the knee to the ankle", "calf_swelling"),
        ("the leg is big under the knee, from the knee to the ankle", "ask calf_swelling"),
        ("the lower part of my leg is thick", "ask calf_swelling"),
        ("from knee to ankle it feels fine", ""),
        ("pain on the lower part of the kneecap", ""),
        ("my calf is sore as well, from the football", "ask calf_swelling"),
        ("calf's a little sore from hockey", "ask calf_swelling"),
        ("sore calves today, lol", ""),
        ("both calves ache after the hills", ""),
        ("the calf stretch hurts a bit, is that ok", ""),
        ("my calves are swollen", "calf_swelling"),
    ],
)
def test_one_lower_leg_is_asked_about(assessor: Assessor, text: str, expected: str) -> None:
    assert outcome(assessor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a little puffiness around the kneecap", "ask persistent_swelling"),
        ("maybe a bit puffy after gym", "ask persistent_swelling"),
        ("not puffy at all", ""),
        ("puffy on sunday but gone by morning", ""),
        ("puffy ankles from the heat", ""),
        ("my eyes are puffy from crying", ""),
        ("I'm a bit puffed after the stairs", ""),
    ],
)
def test_a_puffy_knee_is_asked_about(assessor: Assessor, text: str, expected: str) -> None:
    assert outcome(assessor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is the manager going to drop me if I miss a game", ""),
        ("my trainer let me down", ""),
        ("don't want to let the team down", ""),
        ("my knee dropped me on the stairs again", "giving_way"),
        ("my knee let me down on the stairs twice", "giving_way"),
        ("my knee felt like it was going to buckle on the stairs but it held", "ask giving_way"),
        ("my knee nearly gave way when I got up", "ask giving_way"),
        ("it buckled just the once", ""),
        ("my knee gave way one time, never again", ""),
        ("my knee gives way, one time i fell down the stairs", "giving_way"),
        ("my knee gives way once a week", "giving_way"),
        ("it buckled once on monday and again today", "giving_way"),
        ("my knee gives way on the stairs but it doesn't hurt", "giving_way"),
        ("can't feel my glutes working", ""),
    ],
)
def test_giving_way_is_what_the_knee_does_more_than_once(
    assessor: Assessor, text: str, expected: str
) -> None:
    assert outcome(assessor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no, a mistake. My husband had the fever, not me", ""),
        ("not me, my son has a cold with fever", ""),
        ("I have a fever and so has my husband", "ask fever_sweats"),
        ("my daughter has hip pain and limps, not me", "child_hip"),
        ("my son's knee is locked and he can't straighten it, not me", "locked_knee"),
        ("dad has chest pain, not me", "chest_or_stroke"),
        ("swollen was the wrong word, I mean stiff", ""),
        ("swollen no, only pain", ""),
        ("sorry not hot, I confuse the words", ""),
    ],
)
def test_corrections_and_the_familys_illnesses_are_no_signs(
    assessor: Assessor, text: str, expected: str
) -> None:
    assert outcome(assessor, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "the pain doesn't wake me",
        "a lady at my class has night pain",
        "my coach once broke his patella",
        "the doctor checked for a clot and it was clear",
        "the picture won't open",
        "I use a suicide grip on the barbell",
        "doing suicides at basketball training hurts my knee",
        "I can't hold the leg raise for 10 seconds",
        "what do I do with my life now without football",
        "this knee is driving me mad, I give up on stairs",
        "I'm so fed up I could cry, stairs again",
        "Training for a half marathon in the fall, should I cut my mileage?",
        "they said my patella tracks off to the side, is that dangerous",
        "the guy at the office says his knee gives away always, but for me it is only pain",
        "my internet keeps collapsing",
        "why do you ask me about night sweats?",
        "some youtuber tore everything jumping off a wall",
        "those bridges nearly killed me",
        "chest press on machines ok?",
        "raised my saddle and my knee is better",
        "no chest pain and no trouble breathing",
        "I'm not suicidal, just annoyed",
        "no suicide jajaja just tired of knee",
        "I don't want to hurt myself, that came out wrong",
        "don't worry, not thinking of harming myself, it is only the plank",
        "a car crash on the ring road, so I got home late and skipped it",
        "this month has been a car crash",
        "in the movie he can't feel his legs",
        "the strap keeps slipping off my kneecap",
        "is the brace on the wrong side of my knee?",
        "grandma had cancer, is a sore knee in the family?",
        "three winters ago my knee locked, perfect since",
        "ran 5 kms today",
        "i hurt myself when i was running",
    ],
)
def test_leaves_alone(assessor: Assessor, text: str) -> None:
    assessment = assessor.assess(assessor.reader.read(text))
    assert (assessment.signs, assessment.ask) == ((), None)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("i cant go on the floor for exercise", ()),
        ("cant go on the stairs any more", ()),
        ("I can't go on long walks", ()),
        ("i cant go on", ("distress",)),
        ("i cant go on the way i am", ("distress",)),
        ("i cant go on my knees and i cant go on", ("distress",)),
    ],
)
def test_whoever_cannot_go_on_the_floor_is_not_in_distress(
    assessor: Assessor, text: str, signs: tuple[str, ...]
) -> None:
    assert assessor.assess(assessor.reader.read(text)).signs == signs


@pytest.mark.parametrize(
    "text",
    [
        "whats the point of going on",
        "they'd be better off without me",
        "I don't deserve to be here",
        "I wish I wouldn't wake up",
        "who would even miss me",
        "I've written a note for my family",
        "I am fed up of my life, I want to finish it",
        "there is no reason for me to be here",
        "tired of existing",
        "I'm standing on the bridge",
        "I keep thinking about jumping off the balcony roof",
        "i burn my arm with matches when it aches",
        "skip the exercises, I won't be around much longer",
        "counting tablets, wondering how many it would take",
        "been saving up my co-codamol so there's enough",
        "doesn't matter, I won't be around by the weekend",
        "I'm not suicidal but I don't want to be here any more",
        "I am not suicidal, I only wish God would take me soon",
        "I'm not suicidal. Been cutting my thighs again",
    ],
)
def test_hears_distress_said_round_about(assessor: Assessor, text: str) -> None:
    assert assessor.assess(assessor.reader.read(text)).signs == ("distress",)


@pytest.mark.parametrize("text", ["it gave way", "my knee gave way", "gave way in the shop"])
def test_asks_about_a_knee_that_gave_way_once(assessor: Assessor, text: str) -> None:
    assessment = assessor.assess(assessor.reader.read(text))
    assert (assessment.signs, assessment.ask) == ((), "giving_way")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("my kneecap went out of his place, I see it at the right side", "deformity"),
        ("on the mat here, his patella sits laterally and is not relocating", "deformity"),
        ("was doing thirty on the moped, over the handlebars, knee is a mess", "high_force_injury"),
        ("her knees, hands and wrists are swollen and stiff every morning", "inflammatory_joints"),
        ("my foot slaps down on the left when I walk", "numb_or_no_power"),
        ("my boy is a kid of 9 and he limps by the evening", "child_hip"),
        ("since I twisted it it give away by each step, it did a pop", "pop_gave_way"),
        ("kms if I can't play, not joking", "distress"),
        ("if I swallow all my tablets I will sleep and not wake up", "distress"),
        ("I've put my affairs in order and you won't hear from me after tonight", "distress"),
        ("I want that it finishes, all of it", "distress"),
    ],
)
def test_understands_other_englishes(assessor: Assessor, text: str, sign: str) -> None:
    assert sign in assessor.assess(assessor.reader.read(text)).signs


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("my knee is a 4 today", True),
        ("it's a 6 when i squat", True),
        ("knee is 8 today after gardening", True),
        ("about a five maybe six", True),
        ("my knee is swollen, a 4 today", False),
        ("my knee is out of place, it's a 9", False),
        ("my knee hurts today", False),
    ],
)
def test_a_bare_score_is_nothing_to_worry_at(text: str, bare: bool) -> None:
    assert is_bare_score(text) is bare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("our pony got a swollen knee with fever, the vet came", ""),
        ("a lady in my choir had a hot swollen knee. Mine is not like that", ""),
        ("my late gran had night pain in both knees. Mine only ache on stairs", ""),
        ("the vet says the dog is fine but my calf is hot and swollen", "calf_swelling"),
        ("our vet came round and now my knee is locked, I can't straighten it", "locked_knee"),
    ],
)
def test_animals_and_the_dead_are_not_the_writer(
    assessor: Assessor, text: str, expected: str
) -> None:
    assert outcome(assessor, text) == expected


def test_a_late_relative_hides_nothing_of_the_writers_own(assessor: Assessor) -> None:
    heard = outcome(assessor, "my late dad had bad knees and mine just swelled up in an hour")
    assert "rapid_swelling" in heard
