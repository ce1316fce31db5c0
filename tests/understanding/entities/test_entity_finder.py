"""The Rasa component."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from hipwise.understanding.entity_finder import EntityFinder

NAME = "hipwise.understanding.entity_finder.EntityFinder"


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> EntityFinder:
    folder: Path = tmp_path_factory.mktemp("model")
    return EntityFinder.create(
        EntityFinder.get_default_config(),
        LocalModelStorage(folder),
        Resource("entities"),
        ExecutionContext(GraphSchema({})),
    )


def _entities(finder: EntityFinder, text: str | None, **metadata: str) -> list[dict[str, object]]:
    (message,) = finder.process([Message({"text": text, "metadata": metadata})])
    return message.get("entities")  # type: ignore[no-any-return]


def test_sets_entities_in_rasas_form(finder: EntityFinder) -> None:
    assert _entities(finder, "left knee") == [
        {"entity": "side", "value": "left", "start": 0, "end": 9, "extractor": "EntityFinder"}
    ]


def test_counts_from_the_persons_own_time(finder: EntityFinder) -> None:
    (until,) = _entities(finder, "not today", now="2026-11-25T23:30")
    assert until["value"] == "2026-11-26"


def test_reads_a_bare_number_as_what_was_asked_for(finder: EntityFinder) -> None:
    (time,) = _entities(finder, "8", expected="time")
    assert (time["entity"], time["value"]) == ("time", "08:00")


@pytest.mark.parametrize("now", ["", "yesterday", "2026-13-45"])
def test_a_wrong_clock_is_no_reason_to_fail(finder: EntityFinder, now: str) -> None:
    assert len(_entities(finder, "not today", now=now)) == 1


def test_a_message_without_text_has_no_entities(finder: EntityFinder) -> None:
    assert _entities(finder, None) == []
    (bare,) = finder.process([Message({})])
    assert bare.get("entities") == []


def test_keeps_what_other_components_found(finder: EntityFinder) -> None:
    other = {"entity": "other", "value": "x", "start": 0, "end": 1}
    (message,) = finder.process([Message({"text": "clams", "entities": [other]})])
    assert [one["entity"] for one in message.get("entities")] == ["other", "exercise"]
