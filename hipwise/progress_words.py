"""Says in words what the weeks show: the lines above the chart, and the outcome check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hipwise.coaching.outcome import OutcomeReading, RatingReading
from hipwise.coaching.progress import PainChange, Summary, Training, Trend
from hipwise.words import read_words


@dataclass(frozen=True)
class TrainingWords:
    """Sentences about training.

    Attributes:
        planned: {done}, {planned}, {kept}, {days}.
        more: {extra}; follows `planned`.
        unplanned: {extra}, where nothing was planned.
        nothing: where nothing was planned or done.
    """

    planned: str
    more: str
    unplanned: str
    nothing: str


@dataclass(frozen=True)
class OutcomeWords:
    """Sentences about the outcome check.

    Attributes:
        pain: {before}, {now}; by trend, without TOO_LITTLE.
        rating: by what the rating counts as.
        activity: {activity}, {before}, {now}.
        activities_note: follows the activities.
    """

    pain: Mapping[Trend, str]
    rating: Mapping[RatingReading, str]
    activity: str
    activities_note: str

    def __post_init__(self) -> None:
        """Refuses words that leave a reading without its sentence."""
        if set(self.rating) != set(RatingReading):
            raise ValueError("every reading of the rating needs its sentence")
        if set(self.pain) != set(Trend) - {Trend.TOO_LITTLE}:
            raise ValueError("less, more and noise need their sentences")


@dataclass(frozen=True)
class ProgressWords:
    """All of content/progress.yml.

    Attributes:
        sources: by measure, keys of content/references.yml.
        pain: {before}, {now}, {days}; by trend.
        training: about training.
        outcome: about the outcome check.
    """

    sources: Mapping[str, Sequence[str]]
    pain: Mapping[Trend, str]
    training: TrainingWords
    outcome: OutcomeWords

    def __post_init__(self) -> None:
        """Refuses words that leave a trend without its sentence."""
        if set(self.pain) != set(Trend):
            raise ValueError("every trend needs its sentence")


def load_progress_words(path: Path) -> ProgressWords:
    """Reads content/progress.yml.

    Raises:
        HipwiseError: it cannot be read, or something is missing in it.
    """
    return read_words(path, ProgressWords)


def summary_lines(summary: Summary, words: ProgressWords) -> tuple[str, str]:
    """The two lines above the chart: pain, then training."""
    return _pain_line(summary.pain, words), _training_line(summary.training, words.training)


def outcome_lines(reading: OutcomeReading, words: OutcomeWords) -> list[str]:
    """One line a measure, and one about how to read the activities where there are any."""
    pain = words.pain[reading.pain].format(before=reading.pain_before, now=reading.pain_now)
    lines = [pain]
    if reading.rating is not None:
        lines.append(words.rating[reading.rating])
    for change in reading.activities:
        lines.append(
            words.activity.format(activity=change.activity, before=change.before, now=change.now)
        )
    if reading.activities:
        lines.append(words.activities_note)
    return lines


def _pain_line(pain: PainChange, words: ProgressWords) -> str:
    sentence = words.pain[pain.trend]
    if pain.before is None or pain.now is None:
        return sentence
    return sentence.format(before=f"{pain.before:g}", now=f"{pain.now:g}", days=pain.days)


def _training_line(training: Training, words: TrainingWords) -> str:
    if not training.planned:
        return words.unplanned.format(extra=training.extra) if training.extra else words.nothing
    line = words.planned.format(
        done=training.done,
        planned=training.planned,
        kept=training.days_kept,
        days=training.days,
    )
    return f"{line} {words.more.format(extra=training.extra)}" if training.extra else line
