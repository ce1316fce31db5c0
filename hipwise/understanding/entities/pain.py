"""The pain score, 0 to 10: "about a four", "4/10", "no pain today".

Of a range ("a 3 or 4") the higher counts. A message that is a number and little else is a
score. Where several scores are told, the one of now counts ("was a 6, now a 3").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hipwise.understanding.entities.found import FoundEntity
from hipwise.understanding.entities.numbers import UNIT
from hipwise.understanding.entities.plain import HIDDEN, PlainText

WORST = 10
CONTEXT = 80  # characters before and after a number that are looked at

_NUMBER = re.compile(
    r"(?<![\w.,:/£$€#%+~*^=-])~?"
    r"(?:(?P<low>\d{1,2})(?P<joint>\s*(?:-|to|or|and|,|/(?!\s*10\b)|maybe|"
    r"if not)\s*)(?:maybe |a |an )*)?"
    r"(?P<score>\d{1,2})(?:(?P<half>[.,]5| and a half| 1/2|½)|[.,]\d)?(?:\s*-?ish)?"
    r"(?P<ten>\s*(?:/|out of|outta|out off|over|of)\s*10\b)?"
    rf"(?![\w%:/]|[.,]\d|-\w|{UNIT})"
)

_WORD_OF_PAIN = (
    r"(?:pains?|hurt\w*|hurting|ache[sd]?|aching|sore(?:ness)?|discomfort|score[sd]?|scale|"
    r"rat(?:e|ed|ing)|level|severity|intensity|ouch|throbbing|stiffness)"
)
_BODY = r"(?:knees?|kneecaps?|patella|legs?|joint|left|right|side|one)"
_WHEN = (
    r"(?:today|now|right now|currently|tonight|yesterday|still|this morning|this afternoon|"
    r"this evening|at the moment|atm|this week|after|before|afterwards|during|at rest|"
    r"resting|on stairs|overall|at worst|worst|best|average)"
)
_IS = (
    r"(?:is|was|were|are|'s|s|been|be|feels?|felt|feeling|got|gets|hits?|hitting|reached|"
    r"went|gone|going|dropped|drops|rose|jumped|hovering|sits?|sitting|stays?|stayed|at|to|"
    r"up|down|from|back|about|around|like|of|=|:|-|,|between)"
)
_FILLER = (
    r"(?:a|an|about|around|roughly|like|maybe|probably|perhaps|barely|only|just|still|at|"
    r"approx|approximately|solid|good|strong|steady|honest|mere|really|between|say|i'd say|"
    r"id say|almost|nearly|more like|kind of a?|sort of a?|now|today|to|up to|down to|"
    r"mostly|the same|same|usual|my|the|high|low|least|most|max|than|level|hovering|"
    r"definitely|easily|under|over|honestly|well|more|less|i guess|i think|this morning|"
    r"tonight|this evening|yesterday|so|far|again|in|it|it's|for|me|both|lately)"
)
_COUNTED = (
    r"(?:number|week|day|grade|stage|phase|month|year|level|step|part|question|option|"
    r"chapter|type|age|size|gear|zone|l|set|sets|plate|group|page|version|no|rpe|exercise|"
    r"test|phase|round|aged|every|last|next|past|first|only|top|another|times|x)"
)

# Words that may stand between what is scored and the score; `cue` is what is scored.
_LEADS_TO_SCORE = re.compile(
    rf"(?:\b(?P<cue>{_WORD_OF_PAIN}|{_BODY}|it|that|this|its|thats|{_WHEN}|i'?m|i am|"
    r"i(?:'d| would|d)? (?:say|give|call|rate|put|go|guess|reckon|think)|"
    r"(?:say|give|call|rate|put|make|calling|log|down as|mark)(?: (?:it|that|me|this|my))?)|"
    rf"\b(?:{_IS}|{_FILLER}|i)|[:=,'~(-])\s*$"
)
_ARTICLE_BEFORE = re.compile(
    r"(?:\b(?:an?|about an?|barely an?|solid|good|strong|steady|honest)\s*)$"
)
_COUNTED_BEFORE = re.compile(rf"\b{_COUNTED}\s*:?\s*$")
_LEVEL_OF_PAIN = re.compile(r"\b(?:pain|hurts?|ache|knee)\b[^.;!?]*\b(?:level|only|no)\s*:?\s*$")
_FIGURE_OF_SPEECH = re.compile(r"\blike (?:i'?m|i am)\s*$")  # "explain it like I'm five"
_FROM_BEFORE = re.compile(r"\bfrom (?:an? )?$")
_DATE_BEFORE = re.compile(r"\b(?:on|until|till|til|since|from|by|before|after|for the|dated)\s*$")
_PAST_BEFORE = re.compile(
    r"\b(?:was|were|used to be|from|had been|started at|last (?:week|month|night|time)|"
    r"yesterday|before)\b[^.;,!?]*$"
)
_PAST_AFTER = re.compile(
    r"\s*(?:yesterday|last|before|ago|when i started|the day before|at first|"
    r"to begin with)\b"
)
_AFTER = re.compile(
    r"\s*(?:$|[.!?,;)]|for pain|pain\b|on the (?:pain )?scale|on pain|pain[- ]?wise|"
    r"(?:right )?now\b|today\b|tonight\b|this\b|at\b|i (?:guess|think|suppose|reckon)|"
    r"maybe\b|again\b|"
    r"but\b|and\b|then\b|when\b|after\b|before\b|on\b|in\b|with\b|so\b|or so\b|max\b|"
    r"tops\b|if\b|probably\b|"
    r"most\b|yesterday\b|last\b|which\b|while\b|during\b|going\b|coming\b|walking\b|"
    r"until\b|from\b|since\b|because\b|"
    r"thanks\b|please\b|pls\b|lol\b|tbh\b|not\b|for (?:me|my|the|both)\b|afterwards\b|"
    r"overall\b|feels?\b|by\b|still\b|only\b|knee\b|rn\b|hip\b|during\b|pain\b|all\b|"
    r"straight\b|constant|pretty\b|same\b|as\b|to(?:day)?\b|yay|[^\w\s])|\s*" + HIDDEN
)
_AFTER_PAIN = re.compile(
    r"\s*(?:for pain|pain\b(?! ?(?:free|killer))|on the pain|pain[- ]?wise|on the scale)"
)
_BARE_BEFORE = re.compile(
    r"\W*(?:\b(?:an?|about|around|maybe|probably|perhaps|roughly|like|just|barely|only|"
    r"still|i'd say|id say|i would say|say|"
    r"its|it's|it is|is|was|today|now|um+|erm*|uh+|hmm+|oh|well|i think|i guess|call it|"
    r"let's say|lets say|solid|ok|okay|so|more like|make it|make that|between|"
    r"same|yeah|yes|score|sorry|somewhere|diary|for|somewhat|strong|honest|"
    r"not bad|not great|the number then|pain|knee|out of ten|out of 10|i meant|"
    r"hi|hey|hello|morning|evening|this|put|log|down|at|the)\b\W*)*"
)
_BARE_AFTER = re.compile(
    r"\W*(?:\b(?:today|now|right now|i think|i guess|i'd say|maybe|probably|please|pls|"
    r"thanks|ish|this morning|tonight|this evening|"
    r"at the moment|atm|or so|tbh|lol|again|still|max|tops|overall|for me|not bad|"
    r"not great|i should think|then|if decimals are allowed|when i woke up|for the diary|"
    r"out of 10|same as (?:yesterday|before|usual)|"
    # an activity, which like other names is hidden by then
    rf"(?:when|while|if) i (?:(?:go|do|am|try|to|up|down|on|the|my|{HIDDEN}+) )*{HIDDEN}+)\b\W*)*"
)
# "4, no 5" where a score is asked for: the last is meant.
_TAKEN_BACK = re.compile(
    r"\W*(?:(?:a|an|about|like|maybe)\s+)*\d{1,2}\W+(?:(?:no|nah|nope|wait|sorry|actually|"
    r"i mean|i meant|rather|make (?:it|that)|more like|an?)\b\W*)+(?P<score>\d{1,2})"
    r"(?:\s*(?:/|out of)\s*10)?\W*"
)
_NOT_PAIN_TEN = re.compile(
    r"\s*(?:reps?|sets?|exercises?|days?|times|sessions?|nights?|people|stars?|"
    r"for (?:effort|service|the bot|this bot|you)|would|recommend|service|bot)\b"
)

_NONE_AFTER = (
    r"(?=\s*(?:$|[.,;!?)]|today|now|this|at all|at the moment|atm|tonight|whatsoever|since|"
    r"after|during|and|but|on|in|when|while|yet|so|really|with|anywhere|here|right now|"
    r"either|yesterday))"
)
_NONE = re.compile(
    r"(?P<a>\b(?:no|zero|0|without any|not any|nil|hardly no) (?:knee |more |"
    r"real )?(?:pain|hurt|ache|discomfort|soreness)\b(?!\s*(?:no|killers?|scale|relief|"
    r"reliever|meds)\b)"
    + _NONE_AFTER
    + r"|(?:\b(?:is|was|am|i'm|im|been|are|felt|feels?|feeling|now|today|totally|completely|"
    r"fully|mostly|'s|knee|all|entirely|currently|stayed|pretty much)\s+|^\W*)"
    r"pain[- ]?free\b|(?:didn'?t|doesn'?t|does not|did not|isn'?t|not|hasn'?t|wasn'?t|"
    r"never|don'?t) (?:hurt\w*|ached?|aching|sore|pain\w*|feel (?:any|it)|feel any pain|"
    r"had any pain|have any pain) (?:at all|1 bit|one bit|a bit|whatsoever|today|tonight|"
    r"this morning|even a bit)"
    r"|^\W*(?:none|nil|nothing|no pain)(?: at all| today| now| whatsoever| really|"
    r" to report| right now| this morning| tonight)*\W*$)"
)
_NOT_NOW = re.compile(
    r"\b(?:should be|there(?:'s| is) (?:usually |often )?$|until|if|will|be|become|"
    r"becoming|get|getting|ever|want|how|when|would|"
    r"could|hope|wish|means?|there's|unless|can i|so long as|as long as|where|goal|with)\b[^.;!]*$"
)


class _Score(NamedTuple):
    start: int
    end: int
    value: int
    past: bool


def find_pain(plain: PlainText, expected: bool = True) -> list[FoundEntity]:
    """Finds the pain score.

    Args:
        plain: the message; numbers that mean something else should be hidden by then.
        expected: whether a number that stands alone is a score.

    Returns:
        At most one `pain_score`. A number above 10 gives none, so that the caller asks again.
    """
    taken_back = _TAKEN_BACK.fullmatch(plain.text) if expected else None
    if taken_back and int(taken_back["score"]) <= WORST:
        return [plain.found("pain_score", int(taken_back["score"]), *taken_back.span("score"))]
    scores = list(_scores(plain.text, expected))
    none = _no_pain(plain.text)
    if none and not scores:
        scores = [none]
    if not scores:
        return []
    score = next((one for one in reversed(scores) if not one.past), scores[-1])
    if score.value > WORST:
        return []
    return [plain.found("pain_score", score.value, score.start, score.end)]


def _scores(text: str, expected: bool) -> Iterator[_Score]:
    for match in _NUMBER.finditer(text):
        before = text[max(0, match.start() - CONTEXT) : match.start()]
        after = text[match.end() : match.end() + CONTEXT]
        if not (_is_score(match, before, after) or (expected and _is_alone(text, match))):
            continue
        value = int(match["score"]) + (1 if match["half"] else 0)
        falls = _FROM_BEFORE.search(before) and "to" in (match["joint"] or "")
        is_range = match["low"] and not falls
        if is_range:
            value = max(value, int(match["low"]))
        start = match.start("score") if falls else match.start()
        past = _PAST_BEFORE.search(before) or _PAST_AFTER.match(after)
        yield _Score(start, match.end(), value, bool(past) and not falls)


def _is_alone(text: str, match: re.Match[str]) -> bool:
    """Whether the number is all that the message says."""
    if match.start() > CONTEXT or len(text) - match.end() > CONTEXT:
        return False
    before, after = text[: match.start()], text[match.end() :]
    return bool(_BARE_BEFORE.fullmatch(before) and _BARE_AFTER.fullmatch(after))


def _is_score(match: re.Match[str], before: str, after: str) -> bool:
    """Whether a number is said of pain, by the words right before and after it."""
    if match["ten"]:
        is_date = "/" in match["ten"] and _DATE_BEFORE.search(before)
        return not (is_date or _NOT_PAIN_TEN.match(after))
    if "/" in (match["joint"] or ""):  # rather a date
        return False
    if _AFTER_PAIN.match(after):
        return True
    if _COUNTED_BEFORE.search(before):
        return bool(_LEVEL_OF_PAIN.search(before))
    if not _AFTER.match(after) or _FIGURE_OF_SPEECH.search(before):
        return False
    return bool(_ARTICLE_BEFORE.search(before)) or _is_told(before)


def _is_told(before: str) -> bool:
    """Walks back over the words before a number until one says what it scores."""
    rest = re.split(r"[.;!?]|\b(?:for|because|remind)\b", before)[-1]
    while word := _LEADS_TO_SCORE.search(rest):
        if word["cue"]:
            return True
        rest = rest[: word.start()]
    return False


def _no_pain(text: str) -> _Score | None:
    for match in _NONE.finditer(text):
        if not _NOT_NOW.search(text[: match.start("a")]) and "?" not in text[match.end() :]:
            return _Score(match.start("a"), match.end("a"), 0, False)
    return None
