"""Which side: left, right or both."""

from __future__ import annotations

import re

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.plain import PlainText

_BODY = (
    r"(?:knees?|nee|kne|knee ?caps?|patellas?|legs?|hips?|foot|feet|ankles?|thighs?|quads?|glutes?|"
    r"calf|calves|shin|side|sided|hand|limb|buttock|bum|hamstring|heel|kneecaps?)\b"
)
_BETWEEN = r"(?:\s*-?\s*(?:hand|sided?|front|inner|outer|bad|good|sore|dodgy)\b)?"

# After "my right" or "the right" these speak of the body; "the right way" does not.
_GOES_ON = (
    r"(?=\s*(?:$|[.,;:!?)/-]|is\b|'s\b|was\b|and\b|or\b|but\b|more\b|only\b|hurts?\b|"
    r"aches?\b|clicks?\b|"
    r"feels?\b|felt\b|seems?\b|has\b|had\b|worse\b|one(?:\s*(?:is\b(?! (?:it|that|this|"
    r"the)\b)|'s\b|hurts?|was\b|aches?|has\b|feels?))|"
    r"since\b|when\b|for\b|than\b|too\b|as well\b|not\b|never\b|always\b|today\b|after\b|"
    r"if\b|gives?\b|it\b|with\b|doesn't\b))"
)
_DETERMINED = (
    r"\b(?:my|his|her|on the|in the|the|on my|on|only|just|mostly|mainly|than|the bad|bad|"
    r"both|and|or|then|not|it's|its)\s+"
)

_BOTH = re.compile(
    rf"\bboth(?:\s+(?:of\s+)?(?:my |the |them\b|sides?\b|ones?\b)?\s*{_BODY}|\s+sides?\b|"
    r"\s+of (?:them|em)\b)|"
    r"\bbilateral(?:ly)?\b|"
    r"\bleft\s*(?:and|&|\+|/|,)\s*(?:the |my )?right\b|\bright\s*(?:and|&|\+|/|"
    r",)\s*(?:the |my )?left\b|"
    r"\beach knee\b|\b(?:left|l) knee and (?:the |my )?(?:right|r) knee\b|"
    r"\b(?:in|on|hurts?|it's|its|is|are|now) both(?=\s*(?:$|[.,;!?]|now|today|but|since|"
    r"when))|^\W*both\W*$|^\W*both (?:hurt|ache|sore)\b"
)
_LEFT = re.compile(
    rf"\b(?:left|lft|lefthand|lt)\b{_BETWEEN}\s*-?\s*{_BODY}|(?<![\w'])\(?l\)?[.]?\s+{_BODY}|"
    rf"{_DETERMINED}left\b(?!\s+(?:over|behind|me|him|her|it|off|out|the|a|my|home|work|"
    r"early|to|with|unless|untreated|alone))|"
    r"\bleft one\b|\blefty\b|^\W*(?:the |my )?(?:left|lft)\W*$|^\W*left\b(?=\s*(?:is|"
    r"hurts?|aches|worse|only|,|side))|"
    r"\bleft (?:is|was|hurts|aches|more than|worse)\b|\bleft[- ]sided?\b"
)
_RIGHT = re.compile(
    rf"\bright\b{_BETWEEN}\s*-?\s*{_BODY}|\b(?:rt|rght|"
    rf"righthand)\b{_BETWEEN}\s*-?\s*{_BODY}|(?<![\w'])\(?r\)?[.]?\s+{_BODY}|"
    rf"{_DETERMINED}right\b{_GOES_ON}|^\W*(?:the |my )?(?:right|rght)\W*$|\bright[- ]sided?\b|"
    r"^\W*right\b(?=\s*(?:is|hurts?|aches|worse|only|side))|\bright (?:hurts|aches|"
    r"more than left|worse than)\b"
)
# Here "right" means correct, and "left" gone.
_NO_SIDE = re.compile(
    r"\b(?:is|it's|its|that's|thats|all|am i|not|just|and|then|or|it|not the|doing it|are|"
    r"'s|that|feel|feels|sounds|only) right\b(?!\s*-?\s*(?:"
    + _BODY
    + r"|or left|and left|one\b))|\bright (?:on (?:the|my)|in (?:the|my)|above|below|behind|"
    r"under|at|after|before|now|away|when|where|as|there|here)\b|"
    r"\bin the right\s*$|\bleft right\s+cent"
)


def find_sides(plain: PlainText) -> list[FoundEntity]:
    """Finds the sides of the body that are named; "left and right" is `both`."""
    both = _BOTH.search(plain.text)
    if both:
        return [plain.found("side", "both", *both.span())]
    found = []
    for value, pattern in (("left", _LEFT), ("right", _RIGHT)):
        for match in pattern.finditer(plain.text):
            if value == "right" and _overlaps_no_side(plain.text, match):
                continue
            found.append(plain.found("side", value, *match.span()))
            break
    return found


def _overlaps_no_side(text: str, match: re.Match[str]) -> bool:
    return any(
        other.start() < match.end() and match.start() < other.end()
        for other in _NO_SIDE.finditer(text)
    )
