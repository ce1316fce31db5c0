"""What the bot never says: words that frighten, doses, promises, scolding, diagnoses."""

from __future__ import annotations

import re

import pytest

from .conftest import Prose

NEVER = {
    "frightens": (
        r"weak\w*|worn|wearing (?:out|away)|wear and tear|damag\w*|maltrack\w*|misalign\w*|"
        r"out of alignment|degenerat\w*|crumbl\w*|bone on bone|abnormal\w*|dangerous\w*|"
        r"deform\w*|fragile|unstable|wreck\w*|ruin\w*|destroy\w*|cripple\w*|permanent\w*|"
        r"irreversibl\w*|deteriorat\w*|defect\w*|faulty|bad knees?|broken knee"
    ),
    "doses a medicine": (
        r"\d+\s?(?:mg|mcg|ml|milligrams?|grams?|tablets?|pills?|capsules?|drops)|"
        r"every (?:four|six|eight|\d+) hours|(?:once|twice|three times) a day with food|"
        r"ibuprofen|paracetamol|acetaminophen|naproxen|aspirin|diclofenac|codeine|tramadol|"
        r"morphine|cortisone|steroids?|tylenol|advil|nurofen|voltar\w+|aleve|panadol|"
        r"glucosamine|chondroitin|turmeric"
    ),
    "promises": (
        r"cur(?:e|es|ed|ing)|guarante\w*|fix(?:es|ed)? (?:your|the) \w+|promis\w*|"
        r"100 ?(?:%|percent|per cent)|no risk|risk[- ]free|(?:completely|perfectly|totally) safe|"
        r"(?:will|going to) (?:go away|heal|get better|disappear|be gone|be fine|be pain[- ]free|"
        r"recover|vanish|stop hurting|help you|work for you)|always works|works for everyone|"
        r"miracle\w*|once and for all"
    ),
    "scolds": (
        r"you (?:should have|shouldn't have|failed|forgot|didn't|neglected|skipped)|your fault|"
        r"lazy|no excuses?|(?<!nothing )you must|why didn't you|asham\w*|shame|disappoint\w*|"
        r"cheat\w*|slack(?:ed|er|ing)|don't be|at least try|try harder|not good enough|"
        r"overweight|obes\w*"
    ),
    "diagnoses or clears a warning sign": (
        r"you have (?:patello\w+|arthritis|runner's knee|jumper's knee|a (?:tear|torn)\b)|"
        r"(?:it|this|that) (?:is definitely|must be (?!seen|checked|looked))|sounds like you have|"
        r"nothing (?:serious|to worry about)|you(?:'re| are) fine|no need to (?:see|worry)|"
        r"you don't need (?:a|to see a) (?:doctor|physio)|is not serious|rest assured"
    ),
    "is not British": (
        r"colors?|centers?|behaviors?|favorites?|meters?|centimeters?|kilometers?|gray|fibers?|"
        r"practicing|reali[z]e\w*|organi[z]\w*|recogni[z]\w*|analy[z]e\w*|specialty|"
        r"sidewalk|elevators?|mom"
    ),
    "is hollow": r"(?:great|good) question|as an ai|delve|utili[sz]e\w*|in order to|leverag\w*",
}
PATTERNS = {
    kind: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    for kind, words in NEVER.items()
}
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
_THE_ARTICLE = re.compile(r"\b(the|that|this) article\b", re.IGNORECASE)


@pytest.mark.parametrize("kind", NEVER)
def test_never_said(prose: list[Prose], kind: str) -> None:
    found = [
        (item.place, match[0]) for item in prose for match in PATTERNS[kind].finditer(item.text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("frightens", "Your cartilage is worn."),
        ("frightens", "Weakness of the hip"),
        ("frightens", "DAMAGED"),
        ("frightens", "It is bone on bone."),
        ("doses a medicine", "Take 400 mg."),
        ("doses a medicine", "two, 200mg"),
        ("doses a medicine", "Some people use ibuprofen."),
        ("promises", "This will cure you."),
        ("promises", "It will go away."),
        ("promises", "Hip work fixes your knee."),
        ("scolds", "You should have rested."),
        ("scolds", "You didn't train."),
        ("scolds", "You must stop."),
        ("diagnoses or clears a warning sign", "You have patellofemoral pain."),
        ("diagnoses or clears a warning sign", "It is nothing serious."),
        ("is not British", "Choose a color."),
        ("is hollow", "Great question!"),
    ],
)
def test_the_words_would_be_found(kind: str, text: str) -> None:
    assert PATTERNS[kind].search(text)


def test_at_most_one_emoji(prose: list[Prose]) -> None:
    assert [item.place for item in prose if len(_EMOJI.findall(item.text)) > 1] == []


def test_an_article_is_introduced_before_it_is_the_article(prose: list[Prose]) -> None:
    """Readers have not seen the article that this bot began with."""
    unknown = [
        item.place
        for item in prose
        if (match := _THE_ARTICLE.search(item.text))
        and "a popular article" not in item.text[: match.start()].lower()
    ]
    assert unknown == []


def test_markup_is_whole(prose: list[Prose]) -> None:
    """Bold opens and closes within a line; nothing else is marked up."""
    broken = [
        item.place
        for item in prose
        for line in item.text.splitlines()
        if line.count("*") % 2 or re.search(r"__|\[.*\]\(|</?\w+>|^#|^- ", line)
    ]
    assert broken == []
