"""The shape of content/: what an entry must hold to be shown to somebody."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Optional

from pydantic import BaseModel, Extra, Field, constr, root_validator, validator

MAX_TITLE = 32
MAX_WORDS = 120
# What a text line "How sure: ..." under an answer costs of its 120 words.
WORDS_FOR_CERTAINTY = 15

if TYPE_CHECKING:  # a checker cannot read the types that pydantic makes
    Text = str
    Slug = str
    Title = str
else:
    Text = constr(strip_whitespace=True, min_length=1)
    Slug = constr(regex=r"^[a-z0-9_]+$")
    Title = constr(strip_whitespace=True, min_length=2, max_length=MAX_TITLE)


class Certainty(str, Enum):
    """How sure the evidence behind an answer is (clinical_facts section 11)."""

    STRONG = "strong"
    MODERATE = "moderate"
    LIMITED = "limited"
    EXPERT = "expert"
    UNKNOWN = "unknown"


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        frozen = True


class Target(_Strict):
    """Where a button leads: an intent and, for one of several entries, an entity value."""

    intent: Slug
    entity: Optional[Slug] = None
    value: Optional[Slug] = None


def parse_target(text: str) -> Target:
    """Reads `ask_cause` or `ask_activity_advice activity=stairs`.

    Raises:
        ValueError: it is neither.
    """
    match = re.fullmatch(r"([a-z0-9_]+)(?: ([a-z_]+)=([a-z0-9_]+))?", text.strip())
    if not match:
        raise ValueError(f"'{text}' is not 'intent' or 'intent entity=value'")
    return Target(intent=match[1], entity=match[2], value=match[3])


class Sourced(_Strict):
    """Everything that teaches says how sure it is and where it comes from."""

    certainty: Certainty
    sources: list[Slug] = Field(min_items=1)

    @validator("sources")
    def _each_once(cls, sources: list[str]) -> list[str]:
        if len(set(sources)) < len(sources):
            raise ValueError("a source is named twice")
        return sources


class Topic(Sourced):
    """One answer: for an intent, or for an intent with one entity value (`when`)."""

    id: Slug
    intent: Slug
    when: dict[Slug, Slug] = Field(default_factory=dict)
    title: Title
    text: Text
    simpler: Text
    more: Optional[Text] = None
    why: Optional[Text] = None
    next: list[str] = Field(min_items=1, max_items=4)
    picture: Optional[Slug] = None

    @validator("text", "simpler", "more", "why")
    def _short(cls, text: Optional[str]) -> Optional[str]:
        if text is not None and (count := len(text.split())) > MAX_WORDS - WORDS_FOR_CERTAINTY:
            raise ValueError(f"{count} words; at most {MAX_WORDS - WORDS_FOR_CERTAINTY} fit")
        return text

    @validator("next", each_item=True)
    def _leads_somewhere(cls, target: str) -> str:
        parse_target(target)
        return target

    @validator("when")
    def _one_condition(cls, when: dict[str, str]) -> dict[str, str]:
        if len(when) > 1:
            raise ValueError("one entity selects an entry, not several")
        return when


MOST_SETS, MOST_REPS, LONGEST_HOLD = 6, 20, 45


class Tempo(_Strict):
    """How a guided set is counted, in seconds and counts."""

    sets: int = Field(ge=1, le=MOST_SETS)
    reps: int = Field(ge=1, le=MOST_REPS)
    up_s: int = Field(ge=0, le=6)
    hold_s: int = Field(ge=0, le=LONGEST_HOLD)
    down_s: int = Field(ge=0, le=6)
    each_side: bool
    rest_s: int = Field(default=60, ge=10, le=120)

    @root_validator(skip_on_failure=True)
    def _takes_time(cls, values: dict[str, int]) -> dict[str, int]:
        if values["up_s"] + values["hold_s"] + values["down_s"] == 0:
            raise ValueError("a repetition takes no time at all")
        return values


class Exercise(Sourced):
    """An exercise card."""

    id: Slug
    name: Text
    level: int = Field(ge=1, le=4)
    set_up: Text
    steps: list[Text] = Field(min_items=2, max_items=5)
    cues: list[Text] = Field(min_items=1, max_items=4)
    mistakes: list[Text] = Field(min_items=2, max_items=6)
    feel: Text
    dose: Text
    easier: Text
    harder: Text
    purpose: Text
    not_when: Text
    simpler: Text
    tempo: Tempo
    animated: bool = False


class Reference(_Strict):
    """A study or guideline, as cited."""

    key: Slug
    authors: list[str] = Field(min_items=1)
    year: int
    title: Text
    journal: Text
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    found: Text
