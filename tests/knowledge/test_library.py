"""content/ is whole, or loading it says in which line it is not, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from hipwise.knowledge.library import ContentError, Library, load_library


def change(content: Path, name: str, old: str, new: str) -> None:
    """Replaces a text that stands in the file once or more; the first place counts."""
    path = content / name
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


def problem(content: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load_library(content)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_small_content_loads(small: Path) -> None:
    library = load_library(small)
    assert set(library.topics) == {
        ("ask_cause", None),
        ("ask_activity_advice", None),
        ("ask_activity_advice", "stairs"),
    }
    assert library.exercises["clamshell"].tempo.rest_s == 60
    assert library.references["lee2020"].doi == "10.1/abc"
    assert library.pictures["clamshell"].path == "content/pictures/clamshell.png"
    assert library.pictures["clamshell"].alt == "A person lifts a knee."
    assert library.animations == {}


MAPPINGS = ["labels.yml", "phrases.yml", "story.yml", "triage.yml", "pictures/alt.yml"]
FIRST, CARDS, REFERENCES = "topics/first.yml", "exercises/cards.yml", "references.yml"

BROKEN = [
    # file, what stands there, what is put there, place, reason
    (FIRST, "  sources: [lee2020]\n", "", f"{FIRST}:1", "cause: sources: field required"),
    (FIRST, "[lee2020]", "[]", f"{FIRST}:7", "sources: ensure this value has at least 1"),
    (FIRST, "[lee2020]", "[lee2020, lee2020]", f"{FIRST}:7", "a source is named twice"),
    (FIRST, "[lee2020]", "[lee2021]", f"{FIRST}:1", "unknown source 'lee2021'"),
    (CARDS, "[lee2020]", "[lee2021]", f"{CARDS}:1", "unknown source 'lee2021'"),
    (FIRST, "  text: Load.", "  txet: Load.", f"{FIRST}:1", "text: field required"),
    (FIRST, "  text: Load.", "  text: Load.\n  hint: x", f"{FIRST}:5", "hint: extra fields"),
    (FIRST, "  text: Load.", "  text: Load.\n  5: x", f"{FIRST}:1", "5: extra fields"),
    (FIRST, "text: Load.", "text: '  '", f"{FIRST}:4", "text: ensure this value has at least"),
    (FIRST, "text: Load.", f"text: {'word ' * 106}", f"{FIRST}:4", "106 words; at most 105 fit"),
    (FIRST, "title: Why it hurts", f"title: {'a' * 33}", f"{FIRST}:3", "at most 32 characters"),
    (FIRST, "certainty: limited", "certainty: sure", f"{FIRST}:6", "certainty: value is not"),
    (FIRST, "intent: ask_cause", "intent: /ask", f"{FIRST}:2", "intent: string does not match"),
    (FIRST, "id: stairs", "id: cause", f"{FIRST}:19", f"id 'cause' is taken by {FIRST}:1"),
    (FIRST, "  when: {activity: stairs}\n", "", f"{FIRST}:19", "a second entry for ask_activity"),
    (
        FIRST,
        "when: {activity: stairs}",
        "when: {activity: stairs, exercise: clamshell}",
        f"{FIRST}:21",
        "when: one entity selects an entry, not several",
    ),
    (FIRST, "[ask_activity_advice]", "[ask_nothing]", f"{FIRST}:1", "'ask_nothing' leads nowhere"),
    (FIRST, "[ask_activity_advice]", "[Ask me!]", f"{FIRST}:8", "is not 'intent' or"),
    (FIRST, "[ask_activity_advice]", "[]", f"{FIRST}:8", "next: ensure this value has at least"),
    (
        FIRST,
        "[ask_activity_advice]",
        "[ask_cause, ask_cause, ask_cause, ask_cause, ask_cause]",
        f"{FIRST}:8",
        "next: ensure this value has at most 4",
    ),
    (
        FIRST,
        "activity=stairs",
        "activity=sitting",
        f"{FIRST}:10",
        "activity=sitting' leads nowhere",
    ),
    (FIRST, "activity=stairs", "group=stairs", f"{FIRST}:10", "group=stairs' leads nowhere"),
    (FIRST, "exercise=clamshell", "exercise=plank", f"{FIRST}:10", "plank' leads nowhere"),
    (FIRST, "  text: Load.", "  text: Load.\n  picture: dog", f"{FIRST}:1", "no picture 'dog'"),
    (FIRST, "- id: cause", "id: cause", f"{FIRST}:", ""),
    (FIRST, "intent: ask_cause", "intent: [ask", f"{FIRST}:", ""),
    (FIRST, "intent: ask_cause", "\tintent: ask_cause", f"{FIRST}:2", "cannot start any token"),
    (FIRST, "  title: Why", "  id: again\n  title: Why", f"{FIRST}:3", "duplicate key"),
    (FIRST, "- id: cause", "- just words\n- id: cause", f"{FIRST}:1", "'field: value' lines"),
    (CARDS, "  dose: Two sets of 10.\n", "", f"{CARDS}:1", "clamshell: dose: field required"),
    (CARDS, "level: 1", "level: 9", f"{CARDS}:3", "level: ensure this value is less"),
    (
        CARDS,
        "up_s: 3, hold_s: 1, down_s: 3",
        "up_s: 0, hold_s: 0, down_s: 0",
        f"{CARDS}:15",
        "time",
    ),
    (REFERENCES, "  found: It helped a little.\n", "", f"{REFERENCES}:1", "found: field required"),
    (REFERENCES, "year: 2020", "year: soon", f"{REFERENCES}:3", "lee2020: year: value is not"),
    ("pictures/alt.yml", "clamshell.png", "dog.png", "pictures/alt.yml", "no picture 'dog.png'"),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "reason"),
    BROKEN,
    ids=[f"{case[0]} {case[3].split(':')[-1]} {case[4][:30]}" for case in BROKEN],
)
def test_broken_content_names_file_line_and_reason(
    small: Path, name: str, old: str, new: str, place: str, reason: str
) -> None:
    change(small, name, old, new)
    message = problem(small)
    assert place in message
    assert reason in message


@pytest.mark.parametrize("name", [CARDS, REFERENCES])
def test_a_second_entry_of_one_id_does_not_hide_the_first(small: Path, name: str) -> None:
    path = small / name
    once = path.read_text(encoding="utf-8")
    path.write_text(once + once, encoding="utf-8")
    second = len(once.splitlines()) + 1
    parent = "" if name.startswith(("topics", "exercises")) else "content/"
    message = problem(small)
    assert message.startswith(f"{parent}{name}:{second}: id '")
    assert message.endswith(f"is taken by {parent}{name}:1")


@pytest.mark.parametrize(
    "name",
    ["references.yml", *MAPPINGS],
)
def test_a_missing_file_is_named(small: Path, name: str) -> None:
    (small / name).unlink()
    message = problem(small)
    assert Path(name).name in message
    assert message.endswith("the file is missing")


@pytest.mark.parametrize("name", [FIRST, CARDS])
def test_a_folder_without_entries_is_named(small: Path, name: str) -> None:
    (small / name).unlink()
    assert problem(small) == f"{Path(name).parent}: there is no .yml file in this folder"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "word\n", "a: b\n", "3\n"])
def test_a_list_must_be_a_list(small: Path, text: str) -> None:
    (small / FIRST).write_text(text, encoding="utf-8")
    assert problem(small).startswith(f"{FIRST}:1: must be a list of entries")


@pytest.mark.parametrize("name", MAPPINGS)
@pytest.mark.parametrize("text", ["", "- a\n- b\n"])
def test_a_mapping_must_be_a_mapping(small: Path, name: str, text: str) -> None:
    (small / name).write_text(text, encoding="utf-8")
    assert f"{Path(name).name}:1: must be a list of 'name: text'" in problem(small)


def test_a_file_that_is_not_text(small: Path) -> None:
    (small / FIRST).write_bytes(b"- id: caf\xe9\n")
    assert problem(small) == f"{FIRST}: the file is not UTF-8 text"


def test_a_control_character_is_told(small: Path) -> None:
    change(small, FIRST, "Load.", "Lo\x07ad.")
    assert problem(small).startswith(f"{FIRST}: ")


def test_an_unknown_value_falls_back_to_the_general_entry(library: Library) -> None:
    general = library.topic("ask_activity_advice")
    assert general is not None
    assert general.id == "activity_advice"
    assert library.topic("ask_activity_advice", "juggling") is general
    stairs = library.topic("ask_activity_advice", "stairs")
    assert stairs is not None
    assert stairs.when == {"activity": "stairs"}
    assert library.topic("ask_nothing", "stairs") is None


def test_titles_of_buttons(library: Library) -> None:
    assert library.title("ask_exercise_howto exercise=clamshell") == "Clamshell"
    assert library.title("ask_activity_advice activity=stairs") == "Stairs"
    assert library.title("ask_cause") == "Why the knee hurts"
    assert library.title("start_self_test") == "Do the mirror test"  # has no entry, but a label
