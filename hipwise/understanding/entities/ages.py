"""Ages that make a special group: "my 14 year old", "I'm 67"."""

from __future__ import annotations

import re

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.numbers import UNIT
from hipwise.understanding.entities.plain import PlainText

YOUNGEST, OLDEST_TEENAGER = 5, 19
YOUNGEST_OLDER = 60  # from here on the article's advice for older knees is given
OLDEST = 110

_NOT_A_PERSON = (
    r"(?!\s*(?:injur|knee|shoe|trainer|problem|issue|pair|pain|scar|brace|bike|scan|house|"
    r"dog))"
)
_AGE = re.compile(
    r"(?<![\w.:/])(?P<a>\d{1,3})\s*-?\s*(?:(?:years?|yrs?|y)\s*-?\s*(?:old|of age)|y/?o)\b"
    + _NOT_A_PERSON
    + r"|\b(?:aged?|turn(?:ed|ing)|age is|age:)\s+(?P<b>\d{1,3})\b"
    + rf"(?!{UNIT})"
    + r"|\b(?:i'?m|i am|he's|she's|he is|she is|who's|who is)\s+(?:only |just |now |nearly |"
    r"almost |about |over )?(?P<c>\d{2})"
    r"(?=\s*(?:$|[,.;!?)]|and\b|with\b|so\b|but\b|now\b|male|female|m\b|f\b|"
    r"years? (?:young|old)|this year|next))"
    + r"|(?<![\w.])(?P<d>\d{2})\s?[mf]\b(?!\s*(?:run|sprint|\d))|\b[mf]\s?(?P<e>\d{2})\b"
    + rf"(?!{UNIT})"  # "I'm 16 weeks pregnant"
    + r"|\b(?:in (?:my|her|his|their)|over|past) (?P<f>[6-9]0)(?:'?s)?\b"
    + rf"(?!{UNIT})"
)


def find_ages(plain: PlainText) -> list[FoundEntity]:
    """Finds ages of children, teenagers and older people, as `group`."""
    found = []
    for match in _AGE.finditer(plain.text):
        age = int(next(group for group in match.groups() if group))
        if YOUNGEST <= age <= OLDEST_TEENAGER:
            found.append(plain.found("group", "teenager", *match.span()))
        elif YOUNGEST_OLDER <= age <= OLDEST:
            found.append(plain.found("group", "older", *match.span()))
    return found
