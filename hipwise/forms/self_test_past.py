"""Whether words ask for the last mirror test rather than for a new one or for what it is.

The language model gives all three one of `start_self_test`, `ask_self_test`, `show_progress`.
"""

from __future__ import annotations

import re

ABOUT = "ask_self_test"

_TEST = re.compile(
    r"\b(?:mirror|self[- ]?test|squat (?:test|check)|(?:one|single)[- ]leg(?:ged)? (?:squat )?"
    r"(?:test|check|squat))\b"
)
_PAST = re.compile(
    r"\b(?:last|latest|previous|earlier|old|past|recent|first|before|back then|history|"
    r"results?|scores?|card|outcome|answers)\b"
)
_SHOW = re.compile(
    r"\b(?:show|see|view|pull up|bring up|look at|look back|remind me|find|send|get|give|open|"
    r"display|compare|what (?:was|were|did|came)|how (?:was|were|did)|where (?:is|are))\b"
)
_MINE = re.compile(r"\b(?:my|mine|me|i|our|the last|last time)\b")
# A new test, or a question about the test as such.
_ANEW = re.compile(
    r"\b(?:start|begin|redo|repeat|again please|do it again|ready|set up|let'?s (?:do|start|go|"
    r"see)|want to do|wanna do|want a go|have a go|another|new one|now|if i|would|does|mean|"
    r"means|reliable|show[s]? (?:about|if|whether))\b"
)
_WHOSE = re.compile(r"\bmy (?:\w+ ){0,2}(?:mirror|self[- ]?test|squat (?:test|check)) ?\w*")


def asks_for_last(text: str) -> bool:
    """Whether a message about the test wants to see the one done before."""
    said = text.lower().replace("’", "'")
    if not _TEST.search(said) or _ANEW.search(said):
        return False
    past = _PAST.search(said)
    if past and _SHOW.search(said) and _MINE.search(said):
        return True
    # "My last mirror test", "my mirror test results", with no verb at all.
    bare = re.fullmatch(r"\W*(?:and |so |ok |please )*(?:my|the) (?P<what>[\w' -]{1,40})\W*", said)
    if bare and past:
        return True
    return bool(_WHOSE.search(said) and _SHOW.search(said) and not re.search(r"\bdo\b", said))
