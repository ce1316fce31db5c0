"""The rules of data/triage/patterns.yml: which concepts together make a sign.

A rule is one line, such as `SWELL & CALF ~8 ; ONE_SIDE|SURGERY ; !LEG_DAY`:
- concepts joined by `&` stand in one sentence in any order, within `~8` words of the first
  (ten where no number is given); `|` offers a choice;
- after `;` more of the same kind is asked for anywhere in the message, or with `!` forbidden;
- `ask:` in front makes the sign uncertain instead of found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, Collection, Iterator, Mapping, Sequence

from hipwise.understanding.triage.assessment import SIGNS
from hipwise.understanding.triage.reading import Reading
from hipwise.understanding.triage.scope import Standing
from hipwise.understanding.triage.tables import TermsError
from hipwise.understanding.triage.terms import Match, Terms

DEFAULT_WINDOW = 10  # words
MOST_COMBINATIONS = 400  # of matches tried for one rule; only nonsense texts have more

_REACH = re.compile(r"~(\d+)\s*$")

Groups = Mapping[str, Sequence[Match]]


@dataclass(frozen=True)
class Company:
    """Concepts that stand near each other.

    Attributes:
        choices: one concept of each choice must be there.
        window: how many words may lie between the first choice and each other.
    """

    choices: tuple[tuple[str, ...], ...]
    window: int


@dataclass(frozen=True)
class Rule:
    """One line of patterns.yml, parsed.

    Attributes:
        sign: what it finds.
        main: the concepts that make the sign.
        needed: companies that must be somewhere in the message too.
        forbidden: concepts that must not be.
        sure: whether the sign is found, or only asked about.
    """

    sign: str
    main: Company
    needed: tuple[Company, ...]
    forbidden: tuple[str, ...]
    sure: bool

    @property
    def telling(self) -> set[str]:
        """The concepts that speak for the sign."""
        companies = (self.main, *self.needed)
        return {name for one in companies for choice in one.choices for name in choice}


def parse_rule(sign: str, line: str) -> Rule:
    """Parses one line; see the module's text."""
    first, *others = [part.strip() for part in line.removeprefix("ask:").split(";")]
    return Rule(
        sign=sign,
        main=_parse_company(first),
        needed=tuple(_parse_company(part) for part in others if not part.startswith("!")),
        forbidden=tuple(
            name for part in others if part.startswith("!") for name in part[1:].split("|")
        ),
        sure=not line.startswith("ask:"),
    )


def _parse_company(text: str) -> Company:
    reach = _REACH.search(text)
    choices = _REACH.sub("", text).split("&")
    return Company(
        choices=tuple(tuple(choice.strip().split("|")) for choice in choices),
        window=int(reach[1]) if reach else DEFAULT_WINDOW,
    )


def rules_of(table: Mapping[str, Any], concepts: Collection[str]) -> list[Rule]:
    """Reads patterns.yml.

    Raises:
        TermsError: a sign or a concept is not known, or a sign has no rule.
    """
    rules = [parse_rule(sign, str(line)) for sign, lines in table.items() for line in lines]
    if table.keys() != SIGNS.keys():
        raise TermsError(f"patterns.yml: signs differ: {sorted(table.keys() ^ SIGNS.keys())}")
    for rule in rules:
        unknown = (rule.telling | set(rule.forbidden)) - set(concepts)
        if unknown:
            raise TermsError(f"patterns.yml: {rule.sign}: no such concept: {sorted(unknown)}")
    return rules


def apply_rules(
    rules: Sequence[Rule],
    terms: Terms,
    reading: Reading,
    groups: Groups,
    standing: Sequence[Standing],
) -> dict[str, Standing]:
    """The best standing that each sign reaches by any rule.

    Returns:
        For each sign whose concepts are in the message: SAID if it is found, DOUBTFUL if it
        is to be asked about, LONG_AGO or NOT_SAID if the message denies it or only talks
        about it.
    """
    weights = {
        match: standing_of(match, terms, standing) for some in groups.values() for match in some
    }
    found: dict[str, Standing] = {}
    for rule in rules:
        best = found.get(rule.sign)
        if best is Standing.SAID:
            continue
        result = _apply(rule, reading, groups, weights)
        if result is not None and (best is None or result.value < best.value):
            found[rule.sign] = result
    return found


def standing_of(match: Match, terms: Terms, standing: Sequence[Standing]) -> Standing:
    """The standing of a match: that of its least claimed word, unless its concept is spared."""
    if match.concept in terms.steady:
        return Standing.SAID
    own = max((standing[place] for place in range(match.start, match.end)), key=_value)
    if match.concept in terms.timeless and own is Standing.LONG_AGO:
        return Standing.SAID
    return own


def _value(standing: Standing) -> int:
    return standing.value


def _apply(
    rule: Rule, reading: Reading, groups: Groups, weights: Mapping[Match, Standing]
) -> Standing | None:
    if any(weights[match].counts for name in rule.forbidden for match in groups.get(name, ())):
        return None
    best = _best(rule.main, reading, groups, weights)
    if best is None:
        return None
    for company in rule.needed:
        needed = _best(company, reading, groups, weights)
        if needed is None or not needed.counts:
            return None
    return Standing.DOUBTFUL if best is Standing.SAID and not rule.sure else best


def _best(
    company: Company, reading: Reading, groups: Groups, weights: Mapping[Match, Standing]
) -> Standing | None:
    """The best standing of any of a company's combinations; None if there is none."""
    return min(
        (
            max((weights[match] for match in combination), key=_value)
            for combination in _combinations(company, reading, groups)
        ),
        key=_value,
        default=None,
    )


def _combinations(
    company: Company, reading: Reading, groups: Groups
) -> Iterator[tuple[Match, ...]]:
    """Matches, one for each choice, that stand near each other at places of their own."""
    choices = [
        [match for name in choice for match in groups.get(name, ())] for choice in company.choices
    ]
    for combination in islice(product(*choices), MOST_COMBINATIONS):
        first, *others = combination
        near = all(_near(first, other, company.window, reading) for other in others)
        if near and len({match.start for match in combination}) == len(combination):
            yield combination


def _near(one: Match, other: Match, window: int, reading: Reading) -> bool:
    if reading.sentences[one.start] != reading.sentences[other.start]:
        return False
    gap = max(one.start, other.start) - min(one.end, other.end)
    return gap < window
