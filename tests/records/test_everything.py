"""All that is held about one person: found in every table, and erased from every file."""

from __future__ import annotations

from pathlib import Path

from hipwise.records.everything import CONVERSATION, tables_about_people
from hipwise.records.handled_updates import HandledUpdates
from hipwise.records.models import metadata
from hipwise.records.personal_files import PersonalFiles
from tests.records.held import ANN, BEN, SECRET, Held, fill


def test_every_table_that_could_be_about_people_is_known(held: Held) -> None:
    others = {"handled_updates", "waiting_updates", "update_steps"}
    others |= {"sent_files", "unanswered_questions"}
    assert {table.name for table in tables_about_people()} == set(metadata.tables) - others


def test_hands_over_all_that_is_held(held: Held) -> None:
    fill(held, ANN, 1)
    fill(held, BEN, 2)
    everything = held.everything.of(ANN)
    for name, rows in everything.items():
        assert len(rows) == (2 if name == CONVERSATION else 1), name
    assert everything[CONVERSATION] == [
        {"time": 1.0, "who": "you", "text": SECRET},
        {"time": 2.0, "who": "hipwise", "text": "Hello"},
    ]
    assert everything["self_test_legs"][0]["test_id"] == 1


def test_nothing_is_left_of_somebody_erased_and_nobody_else_is_touched(held: Held) -> None:
    fill(held, BEN, 2)
    before = held.everything.of(BEN)
    fill(held, ANN, 1)
    held.everything.erase(ANN)
    assert not any(held.everything.of(ANN).values())
    assert held.everything.of(BEN) == before
    assert len(HandledUpdates(held.sessions).kept()) == 1
    assert len(list((held.folder / "people").iterdir())) == 1
    held.everything.erase(ANN)


def test_no_byte_of_somebody_erased_is_left_in_any_file(held: Held) -> None:
    fill(held, ANN, 1)
    files = [path for path in held.folder.rglob("*") if path.is_file()]
    assert any(SECRET.encode() in path.read_bytes() for path in files)
    held.everything.erase(ANN)
    for path in held.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert SECRET.encode() not in content, path.name
            assert ANN.encode() not in content, path.name


def test_a_second_file_takes_the_place_of_the_first(tmp_path: Path) -> None:
    files = PersonalFiles(tmp_path / "people", tmp_path)
    files.write(ANN, "card.png", b"one")
    path = files.write(ANN, "card.png", b"two")
    assert (tmp_path / path).read_bytes() == b"two"
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1
    assert "4242" not in path
