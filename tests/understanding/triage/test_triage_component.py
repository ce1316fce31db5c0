"""The component with an encoder that knows nothing: what it hears comes from the words."""

import zlib
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from hipwise.understanding.encoder import Vectors
from hipwise.understanding.triage_component import Triage, TriageMissing


class NoiseEncoder:
    """A vector for each text that says nothing about its meaning.

    All lie close together, so that the concepts alone make texts alike or different.
    """

    dimension = 384
    version = "noise"

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = [
            np.random.default_rng(zlib.crc32(text.encode("utf-8", "replace"))).normal(size=384)
            for text in texts
        ]
        vectors = 5 + np.array(rows, dtype=np.float32).reshape(len(texts), 384)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class BrokenEncoder(NoiseEncoder):
    """Fails on every text."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise RuntimeError("no memory")


CONFIG = Triage.get_default_config()


def training_data() -> TrainingData:
    ordinary = [f"how many clams should I do on day {day}" for day in range(60)]
    flags = [f"my knee locked and swelled up on day {day}" for day in range(10)]
    examples = [Message.build(text, "ask_exercise_dose") for text in ordinary]
    examples += [Message.build(text, "report_red_flag") for text in flags]
    return TrainingData(examples)


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage.create(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def triage(storage: LocalModelStorage) -> Triage:
    component = Triage(CONFIG, NoiseEncoder(), storage, Resource("triage"))
    component.train(training_data())
    return component


def parse(component: Triage, text: str, *ranking: tuple[str, float], **data: Any) -> Message:
    rows = [{"name": name, "confidence": chance} for name, chance in ranking or [("greet", 0.9)]]
    message = Message({"text": text, "intent": dict(rows[0]), "intent_ranking": rows, **data})
    return component.process([message])[0]


def test_a_hit_overrules_the_intent(triage: Triage) -> None:
    message = parse(triage, "my knee locked and I can't straighten it")
    assert message.get("triage") == {"tier": "B", "signs": ["locked_knee"], "ask": None}
    assert message.get("intent") == {"name": "report_red_flag", "confidence": 1.0}
    assert message.get("intent_ranking")[0] == message.get("intent")
    assert message.get("intent_ranking")[1] == {"name": "greet", "confidence": 0.0}
    assert {"triage", "intent", "intent_ranking"} <= message.output_properties


def test_distress_has_an_intent_of_its_own(triage: Triage) -> None:
    message = parse(triage, "I want to end my life")
    assert message.get("intent")["name"] == "report_distress"
    assert message.get("triage")["tier"] is None


def test_an_uncertain_sign_is_named_and_the_intent_left_to_the_decision(triage: Triage) -> None:
    message = parse(triage, "my knee is swollen")
    assert message.get("triage") == {"tier": None, "signs": [], "ask": "persistent_swelling"}
    assert message.get("intent") == {"name": "greet", "confidence": 0.9}


def test_an_ordinary_message_keeps_its_intent(triage: Triage) -> None:
    message = parse(triage, "how do I do clams", ("ask_exercise_howto", 0.8), ("greet", 0.2))
    assert message.get("intent") == {"name": "ask_exercise_howto", "confidence": 0.8}
    assert message.get("triage") == {"tier": None, "signs": [], "ask": None}


def test_a_flag_without_a_sign_goes_to_the_next_best(triage: Triage) -> None:
    ranking = [("report_red_flag", 0.6), ("ask_cause", 0.3), ("greet", 0.1)]
    message = parse(triage, "how many clams", *ranking)
    assert message.get("intent")["name"] == "ask_cause"
    assert message.get("intent")["confidence"] == pytest.approx(0.75)
    assert [row["name"] for row in message.get("intent_ranking")] == ["ask_cause", "greet"]


def test_the_classifiers_word_for_distress_counts_when_it_is_sure(triage: Triage) -> None:
    sure = parse(triage, "how many clams", ("report_distress", 0.7), ("greet", 0.3))
    assert sure.get("triage")["signs"] == ["distress"]
    unsure = parse(triage, "how many clams", ("report_distress", 0.4), ("greet", 0.3))
    assert unsure.get("intent")["name"] == "greet"
    denied = parse(triage, "not suicidal lol", ("report_distress", 0.7), ("greet", 0.3))
    assert denied.get("triage")["signs"] == []
    assert denied.get("intent")["name"] == "greet"


def test_the_persons_day_comes_from_the_metadata(triage: Triage) -> None:
    text = "in 2019 my knee locked and swelled up, and I cannot straighten it"
    then = parse(triage, text, metadata={"now": "2019-06-01T10:00"})
    # Found, or asked about where the paraphrase model has its doubts.
    assert "locked_knee" in (*then.get("triage")["signs"], then.get("triage")["ask"])
    for now in ("2026-06-01T10:00", "soon", None):
        later = parse(triage, text, metadata={"now": now})
        assert later.get("triage")["signs"] == []


def test_the_rules_speak_when_the_encoder_fails(triage: Triage, storage: LocalModelStorage) -> None:
    broken = Triage(CONFIG, BrokenEncoder(), storage, Resource("triage"), triage._assessor)
    message = parse(broken, "my knee locked and I can't straighten it")
    assert message.get("triage")["signs"] == ["locked_knee"]


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.none(), st.text(max_size=200)))
def test_never_raises(triage: Triage, text: str | None) -> None:
    message = triage.process([Message({"text": text} if text is not None else {})])[0]
    assert message.get("triage") is not None


def test_a_changed_table_asks_for_training(tmp_path: Path) -> None:
    table = tmp_path / "terms.yml"
    config = {**CONFIG, "tables": str(tmp_path)}
    table.write_text("a: 1", encoding="utf-8")
    before = Triage.fingerprint_addon(config)
    table.write_text("a: 2", encoding="utf-8")
    assert Triage.fingerprint_addon(config) != before


def test_loads_what_it_stored(triage: Triage, storage: LocalModelStorage) -> None:
    context = ExecutionContext(GraphSchema({}))
    loaded = Triage.load(CONFIG, storage, Resource("triage"), context)
    # An emergency, of which no model may raise a doubt: the encoder is a real one here.
    message = parse(loaded, "my kneecap is sitting on the outside of my leg")
    assert message.get("triage")["signs"] == ["deformity"]


def test_a_model_without_triage_is_refused(storage: LocalModelStorage) -> None:
    with pytest.raises(TriageMissing, match="train again"):
        Triage.load(CONFIG, storage, Resource("nothing"), ExecutionContext(GraphSchema({})))
