"""The real library, read once, and a small one that tests may break."""

from __future__ import annotations

from pathlib import Path

import pytest

from hipwise.knowledge.answering import Answerer
from hipwise.knowledge.library import Library, load_library

CONTENT = Path(__file__).parents[2] / "content"

# The least that content/ may hold. Line numbers of messages in the tests count from here.
SMALL = {
    # Sentences of the program come from the real files.
    **{path.name: path.read_text(encoding="utf-8") for path in CONTENT.glob("*.yml")},
    "references.yml": """\
- key: lee2020
  authors: [Lee A, Kim B, Park C]
  year: 2020
  title: A trial.
  journal: Knee
  volume: '1'
  issue: '2'
  pages: 3-4
  doi: 10.1/abc
  found: It helped a little.
""",
    "topics/first.yml": """\
- id: cause
  intent: ask_cause
  title: Why it hurts
  text: Load.
  simpler: Too much at once.
  certainty: limited
  sources: [lee2020]
  next: [ask_activity_advice]

- id: activity
  intent: ask_activity_advice
  title: Activities
  text: Which one?
  simpler: Say which.
  certainty: expert
  sources: [lee2020]
  next: [ask_activity_advice activity=stairs, ask_exercise_howto exercise=clamshell]

- id: stairs
  intent: ask_activity_advice
  when: {activity: stairs}
  title: Stairs
  text: Slowly.
  simpler: Go slowly.
  certainty: expert
  sources: [lee2020]
  next: [ask_cause]
""",
    "exercises/cards.yml": """\
- id: clamshell
  name: Clamshell
  level: 1
  set_up: Lie on your side.
  steps: [Lift the knee., Lower the knee.]
  cues: [Hips still.]
  mistakes: [Rolling back., Too high.]
  feel: In the buttock.
  dose: Two sets of 10.
  easier: Lift less.
  harder: Add a band.
  purpose: It trains the hip.
  not_when: It hurts.
  simpler: Open and close.
  tempo: {sets: 2, reps: 10, up_s: 3, hold_s: 1, down_s: 3, each_side: true}
  certainty: expert
  sources: [lee2020]
""",
    "pictures/alt.yml": "clamshell.png: A person lifts a knee.\n",
    "pictures/clamshell.png": "not read by the library",
    "labels.yml": "ask_cause: Why it hurts\nask_activity_advice: An activity that hurts\n",
}


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library(CONTENT)


@pytest.fixture(scope="session")
def answerer(library: Library) -> Answerer:
    return Answerer(library)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with the least content that is whole."""
    for name, text in SMALL.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "content"
