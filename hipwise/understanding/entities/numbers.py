"""Number words, and what may follow a number."""

from __future__ import annotations

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

UNITS = {word: value for value, word in enumerate(_ONES[:10])}
TENS = {word: 10 * value for value, word in enumerate(_TENS, start=2)}
NUMBER_WORDS = {
    **{word: value for value, word in enumerate(_ONES)},
    **TENS,
    "nil": 0,
    "nought": 0,
    "naught": 0,
    "fourty": 40,
    "dozen": 12,
    "hundred": 100,
}

# A count in a message whose number words are figures already (see `plain`).
COUNT = r"(?:\d{1,3}|(?:a |the )?couple(?: of)?|(?:a )?few|an?|one|another|1/2|half an?)"
FEW = 3

# After a number these make it a measure of something, so neither a pain score nor an hour.
UNIT = (
    r"(?:\s*-?\s*(?:x(?![a-z])|×|sets?\b|reps?\b|repetitions?\b|rounds?\b|lots?\b|times\b|"
    r"s\b|secs?\b|seconds?\b|m\b|mins?\b|minutes?\b|h\b|hrs?\b|hours?\b|d\b|days?\b|nights?\b|"
    r"w\b|wks?\b|weeks?\b|months?\b|mths?\b|y\b|yrs?\b|years?\b|yo\b|y/o\b|"
    r"km\b|kms\b|k\b|kms?\b|mi\b|miles?\b|metres?\b|meters?\b|yards?\b|feet\b|foot\b|ft\b|"
    r"cm\b|mm\b|"
    r"inch(?:es)?\b|kg\b|kgs\b|kilos?\b|lbs?\b|pounds?\b|stones?\b|st\b|g\b|mg\b|ml\b|%|percent\b|"
    r"per ?cent\b|degrees?\b|deg\b|°|nd\b|rd\b|th\b|quid\b|euros?\b|dollars?\b|"
    r"steps?\b|stairs?\b|flights?\b|floors?\b|exercises?\b|sessions?\b|workouts?\b|goals?\b|"
    r"people\b|kids?\b|children\b|legs?\b|legged\b|knees?\b|sides?\b|different\b|things?\b|"
    r"more\b|other\b|extra\b|of (?:the|my|them|these|those|us|you|your)\b|questions?\b|"
    r"doctors?\b|physios?\b|scans?\b|games?\b|matches\b|races?\b|laps?\b|lengths?\b|"
    r"weekly\b|marathons?\b|tablets?\b|pills?\b|pounds?\b|calories\b|hour\b|ways?\b|types?\b))"
)


def count_of(text: str) -> float:
    """Reads a match of `COUNT`.

    Returns:
        The number: 2 for "a couple of", `FEW` for "a few", 1 for "a", 0.5 for "half a".
    """
    if text.isdecimal():
        return int(text)
    if "couple" in text:
        return 2
    if "few" in text:
        return FEW
    return 0.5 if text.startswith(("half", "1/2")) else 1
