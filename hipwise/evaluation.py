"""`hipwise evaluate`: how good the understanding is, on messages it was not trained on.

Four things can happen to a message in scope: right at once, a right topic offered, turned
away, or a confident wrong answer, the worst of them. A stranger should be turned away.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable, Sequence

import yaml
from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.formats import RasaYAMLReader

from hipwise.turns import Understood, understand
from hipwise.understanding.decision import STRANGER

Say = Callable[[str], None]
CONFUSIONS_SHOWN = 15


@dataclass(frozen=True)
class Labelled:
    """A message with the intents that a careful person would call right, the best first."""

    text: str
    right: tuple[str, ...]

    @property
    def stranger(self) -> bool:
        """Whether it is none of the bot's business."""
        return self.right[0] == STRANGER


@dataclass(frozen=True)
class Outcomes:
    """Counts of what happened to messages in scope, and to strangers."""

    in_scope: int
    right: int
    offered: int
    turned_away: int
    wrong: int
    strangers: int
    strangers_declined: int
    strangers_answered: int


def outcome_of(message: Labelled, understood: Understood) -> str:
    """What happened to a message: right, offered, turned_away or wrong."""
    if understood.decision == "decline":
        return "turned_away"
    if understood.decision == "offer":
        return "offered" if set(understood.offered) & set(message.right) else "turned_away"
    return "right" if understood.intent["name"] in message.right else "wrong"


def count(messages: Sequence[Labelled], results: Sequence[Understood]) -> Outcomes:
    """Counts the outcomes."""
    pairs = list(zip(messages, results))
    known = Counter(outcome_of(m, r) for m, r in pairs if not m.stranger)
    decisions = Counter(r.decision for m, r in pairs if m.stranger)
    return Outcomes(
        sum(known.values()),
        known["right"],
        known["offered"],
        known["turned_away"],
        known["wrong"],
        sum(decisions.values()),
        decisions["decline"],
        decisions["answer"],
    )


def report(name: str, outcomes: Outcomes, say: Say) -> None:
    """Prints the outcomes."""

    def share(part: int, whole: int) -> str:
        return f"{100 * part / max(whole, 1):5.1f} %"

    n = outcomes.in_scope
    say(f"\n{name}: {n} messages in scope, {outcomes.strangers} strangers")
    say(f"  right at once          {share(outcomes.right, n)}")
    say(f"  right or offered       {share(outcomes.right + outcomes.offered, n)}")
    say(f"  turned away            {share(outcomes.turned_away, n)}")
    say(f"  confidently wrong      {share(outcomes.wrong, n)}")
    say(f"  strangers turned away  {share(outcomes.strangers_declined, outcomes.strangers)}")
    say(f"  strangers answered     {share(outcomes.strangers_answered, outcomes.strangers)}")


def f1_by_intent(
    messages: Sequence[Labelled], results: Sequence[Understood]
) -> dict[str, tuple[float, int]]:
    """F1 and count of examples for each intent; any right label counts as found."""
    hits: Counter[str] = Counter()
    said: Counter[str] = Counter()
    meant: Counter[str] = Counter()
    for message, result in zip(messages, results):
        guess = str(result.intent["name"])
        label = guess if guess in message.right else message.right[0]
        said[guess] += 1
        meant[label] += 1
        hits[label] += guess == label
    return {
        intent: (2 * hits[intent] / max(said[intent] + meant[intent], 1), meant[intent])
        for intent in sorted(meant)
    }


def confusions(
    messages: Sequence[Labelled], results: Sequence[Understood]
) -> list[tuple[str, str, int]]:
    """(meant, understood, times), the commonest first."""
    pairs = Counter(
        (message.right[0], str(result.intent["name"]))
        for message, result in zip(messages, results)
        if result.intent["name"] not in message.right
    )
    return [(meant, said, times) for (meant, said), times in pairs.most_common(CONFUSIONS_SHOWN)]


def read_nlu(path: Path) -> list[Labelled]:
    """Messages of a Rasa NLU file."""
    data = RasaYAMLReader().read(str(path))
    return [Labelled(m.get("text"), (m.get("intent"),)) for m in data.intent_examples]


def read_people(path: Path) -> list[Labelled]:
    """Messages as people wrote them, with two annotators' labels."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [Labelled(row["text"], (*row["best"], *row["also_right"])) for row in rows]


async def _read_all(agent: Agent, texts: Iterable[str]) -> list[Understood]:
    return [await understand(agent, text) for text in texts]


async def evaluate(agent: Agent, project: Path, say: Say) -> None:
    """Measures understanding and triage and prints the figures.

    Args:
        agent: with the model loaded.
        project: the project's root; people_messages.jsonl lies in `shared` beside it and is
            left out where it is absent.
        say: prints a line.
    """
    held_out = read_nlu(project / "tests" / "test_nlu.yml")
    results = await _read_all(agent, [message.text for message in held_out])
    report("tests/test_nlu.yml", count(held_out, results), say)
    say("\nF1 by intent (tests/test_nlu.yml), lowest first:")
    for intent, (score, number) in sorted(
        f1_by_intent(held_out, results).items(), key=lambda item: item[1]
    ):
        say(f"  {score:.2f}  {intent} ({number})")
    say("\nConfusions (meant -> understood):")
    for meant, said, times in confusions(held_out, results):
        say(f"  {times:3}  {meant} -> {said}")
    people = project.parent / "shared" / "people_messages.jsonl"
    if people.is_file():
        messages = read_people(people)
        read = await _read_all(agent, [message.text for message in messages])
        report("people_messages.jsonl (validation)", count(messages, read), say)
        say("\nConfusions (meant -> understood):")
        for meant, said, times in confusions(messages, read):
            say(f"  {times:3}  {meant} -> {said}")
    await evaluate_triage(agent, project / "tests" / "triage", say)


async def evaluate_triage(agent: Agent, folder: Path, say: Say) -> None:
    """Measures triage: how many danger signs are seen, by sign and tier, and false alarms."""
    positives = yaml.safe_load((folder / "positives.yml").read_text(encoding="utf-8"))
    negatives = yaml.safe_load((folder / "negatives.yml").read_text(encoding="utf-8"))
    seen: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row, result in zip(positives, await _read_all(agent, [r["text"] for r in positives])):
        signs, asked = result.triage["signs"], result.asked_about
        hit = bool(signs)
        for group in (f"tier {row['tier'] or 'distress'}", row["sign"], "all signs"):
            seen[group][0] += 1
            seen[group][1] += hit
            seen[group][2] += hit or asked is not None
    say(f"\nTriage: danger signs seen, of {len(positives)} messages (hit; hit or asked about)")
    for group, (number, hits, either) in sorted(
        seen.items(), key=lambda item: (not item[0].startswith(("tier", "all")), item[0])
    ):
        say(f"  {100 * hits / number:5.1f} %  {100 * either / number:5.1f} %  {group} ({number})")
    alarms: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    kinds = Counter(row["kind"] for row in negatives)
    for row, result in zip(negatives, await _read_all(agent, [r["text"] for r in negatives])):
        alarms[row["kind"]] += bool(result.triage["signs"])
        questions[row["kind"]] += result.asked_about is not None
    total = len(negatives)
    say(f"\nFalse alarms on {total} ordinary messages: {100 * sum(alarms.values()) / total:.1f} %")
    say(f"Asked without need: {100 * sum(questions.values()) / total:.1f} %")
    for kind, number in kinds.most_common():
        say(f"  {alarms[kind]:3} alarms, {questions[kind]:3} questions  {kind} ({number})")
