"""Loads content/ and checks it: what the bot teaches, found by intent and entity."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional, Sequence, Type, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import YAMLError

from hipwise.errors import HipwiseError
from hipwise.knowledge.schema import Exercise, Reference, Sourced, Topic, parse_target

# What a question about an exercise asks for, and the intent that asks it.
CARD_INTENTS = (
    "ask_exercise_howto",
    "ask_exercise_dose",
    "ask_exercise_form",
    "ask_exercise_easier",
    "ask_exercise_harder",
    "ask_exercise_purpose",
)

Entry = TypeVar("Entry", bound=BaseModel)


class ContentError(HipwiseError):
    """content/ cannot be shown as it is; the message names file, line and reason."""


@dataclass(frozen=True)
class Picture:
    """A drawing: its path from the project's root, and what it shows in words."""

    path: str
    alt: str


@dataclass(frozen=True)
class Library:
    """Everything the bot teaches.

    Attributes:
        topics: by (intent, entity value); the value is None for an intent's general entry.
        exercises: cards by exercise.
        references: by key.
        pictures: by file stem; `clamshell` is `clamshell.png`.
        animations: by file stem.
        labels: a short title for every intent, for "Did you mean...".
        phrases: sentences that the program puts together, by name.
        story: words for giving back what somebody told (content/story.yml).
        triage: words for danger signs (content/triage.yml).
    """

    topics: Mapping[tuple[str, Optional[str]], Topic]
    exercises: Mapping[str, Exercise]
    references: Mapping[str, Reference]
    pictures: Mapping[str, Picture]
    animations: Mapping[str, Picture]
    labels: Mapping[str, str]
    phrases: Mapping[str, Any]
    story: Mapping[str, Any]
    triage: Mapping[str, Any]

    def topic(self, intent: str, value: Optional[str] = None) -> Optional[Topic]:
        """The entry for an intent and value, or the intent's general entry, or None."""
        return self.topics.get((intent, value)) or self.topics.get((intent, None))

    def entry(self, topic_id: str) -> Topic:
        """A topic by its own id.

        Raises:
            KeyError: there is none.
        """
        for topic in self.topics.values():
            if topic.id == topic_id:
                return topic
        raise KeyError(topic_id)

    def phrase(self, name: str) -> str:
        """A sentence by its name in content/phrases.yml."""
        return str(self.phrases[name])

    def title(self, target: str) -> str:
        """The button title of a target such as `ask_cause` or `intent entity=value`."""
        goal = parse_target(target)
        if goal.entity == "exercise" and goal.value:
            return self.exercises[goal.value].name
        topic = self.topics.get((goal.intent, goal.value))
        return topic.title if topic else self.labels[goal.intent]


def load_library(content: Path) -> Library:
    """Reads and checks all of content/.

    Args:
        content: the folder.

    Raises:
        ContentError: the first thing found wrong: file, line and reason.
    """
    references: dict[str, Reference] = {}
    cited_at: dict[str, str] = {}
    for reference, place in _entries(content / "references.yml", Reference):
        _claim(reference.key, place, cited_at)
        references[reference.key] = reference
    topics: dict[tuple[str, Optional[str]], Topic] = {}
    places: dict[str, str] = {}
    for path in _files(content / "topics"):
        for topic, place in _entries(path, Topic):
            _check_sources(topic, references, place)
            value = next(iter(topic.when.values()), None)
            _claim(topic.id, place, places)
            if (topic.intent, value) in topics:
                raise ContentError(f"{place}: a second entry for {topic.intent} {value or ''}")
            topics[topic.intent, value] = topic
    exercises: dict[str, Exercise] = {}
    cards_at: dict[str, str] = {}
    for path in _files(content / "exercises"):
        for exercise, place in _entries(path, Exercise):
            _check_sources(exercise, references, place)
            _claim(exercise.id, place, cards_at)
            exercises[exercise.id] = exercise
    alternatives = _mapping(content / "pictures" / "alt.yml")
    pictures = {
        Path(name).stem: Picture(f"content/pictures/{name}", str(alt).strip())
        for name, alt in alternatives.items()
        if name.endswith(".png")
    }
    animations = {
        Path(name).stem: Picture(f"content/pictures/{name}", str(alt).strip())
        for name, alt in alternatives.items()
        if not name.endswith(".png")
    }
    for name in alternatives:
        if not (content / "pictures" / name).is_file():
            raise ContentError(f"content/pictures/alt.yml: there is no picture '{name}'")
    library = Library(
        topics,
        exercises,
        references,
        pictures,
        animations,
        labels={name: str(label) for name, label in _mapping(content / "labels.yml").items()},
        phrases=_mapping(content / "phrases.yml"),
        story=_mapping(content / "story.yml"),
        triage=_mapping(content / "triage.yml"),
    )
    _check_links(library, places)
    return library


def _check_sources(entry: Sourced, references: Mapping[str, Reference], place: str) -> None:
    for key in entry.sources:
        if key not in references:
            raise ContentError(f"{place}: unknown source '{key}'; see content/references.yml")


def _check_links(library: Library, places: Mapping[str, str]) -> None:
    for topic in library.topics.values():
        place = places[topic.id]
        for target in topic.next:
            goal = parse_target(target)
            if goal.entity == "exercise" and goal.intent in CARD_INTENTS:
                known = goal.value in library.exercises
            elif goal.entity and goal.value:
                entry = library.topics.get((goal.intent, goal.value))
                known = entry is not None and entry.when == {goal.entity: goal.value}
            else:
                known = goal.intent in library.labels
            if not known:
                raise ContentError(f"{place}: next '{target}' leads nowhere")
        if topic.picture and topic.picture not in library.pictures:
            raise ContentError(f"{place}: there is no picture '{topic.picture}'")


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.yml"))
    if not found:
        raise ContentError(f"{folder.name}: there is no .yml file in this folder")
    return found


def _claim(name: str, place: str, taken: dict[str, str]) -> None:
    """Notes where an id stands; a second entry would silently replace the first."""
    if name in taken:
        raise ContentError(f"{place}: id '{name}' is taken by {taken[name]}")
    taken[name] = place


def _read(path: Path) -> Any:
    name = f"{path.parent.name}/{path.name}"
    try:
        return YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(f"{name}: the file is missing") from None
    except UnicodeDecodeError:
        raise ContentError(f"{name}: the file is not UTF-8 text") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise ContentError(f"{name}{line}: {problem}") from None


def _mapping(path: Path) -> dict[str, Any]:
    loaded = _read(path)
    if not isinstance(loaded, dict):
        raise ContentError(f"{path.parent.name}/{path.name}:1: must be a list of 'name: text'")
    return {str(name): value for name, value in loaded.items()}


def _entries(path: Path, kind: Type[Entry]) -> Iterator[tuple[Entry, str]]:
    """Yields each entry of a file with its place, `folder/file.yml:line`."""
    name = f"{path.parent.name}/{path.name}"
    loaded = _read(path)
    if not isinstance(loaded, CommentedSeq):
        raise ContentError(f"{name}:1: must be a list of entries, each beginning with '- '")
    for index, raw in enumerate(loaded):
        line = loaded.lc.item(index)[0] + 1
        if not isinstance(raw, dict):
            raise ContentError(f"{name}:{line}: an entry must be 'field: value' lines")
        try:
            fields = {str(field): value for field, value in raw.items()}
            yield kind(**fields), f"{name}:{line}"
        except ValidationError as error:
            first = error.errors()[0]
            line = _line_of(raw, first["loc"], line)
            field = ".".join(str(part) for part in first["loc"])
            entry = raw.get("id") or raw.get("key") or f"entry {index + 1}"
            raise ContentError(f"{name}:{line}: {entry}: {field}: {first['msg']}") from None


def _line_of(raw: Any, location: Sequence[Any], default: int) -> int:
    try:
        return int(raw.lc.key(location[0])[0]) + 1
    except (KeyError, AttributeError, IndexError):
        return default
