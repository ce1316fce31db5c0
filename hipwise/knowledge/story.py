"""Hears a story and gives it back: where, since when, what sets it off, which side.

It says what of that is typical for pain around the kneecap and what is not, names no
diagnosis, asks one thing at most, and leads on with buttons that fit what was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Mapping, Optional, Sequence

from hipwise.coaching.pain_rule import HIGHEST, LOWEST, Light, pain_light
from hipwise.knowledge.answering import Answer, Answerer
from hipwise.knowledge.context import ABOUT_EXERCISES, STORY, Context, Question
from hipwise.knowledge.library import Library
from hipwise.knowledge.unsure import STRANGER
from hipwise.replies import Reply

MAX_NAMED = 3  # activities called typical in one message, however many a talk has named
_NUMBER = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    r"(?:a )?few|(?:a )?couple(?: of)?|several|many)"
)
_UNIT = r"(?:day|week|wk|month|year|yr)s?"
# Only a length of time that is said to last: "for three weeks", not "14 days off".
_LASTING = re.compile(
    rf"\b(?:for|over|past|last|about|since|been)\s+"
    rf"(?:(?:the|about|over|almost|last|past|like|around|roughly|maybe|nearly|now)\s+)*"
    rf"({_NUMBER}\s+{_UNIT})\b(?!\s+(?:off|ago))",
    re.IGNORECASE,
)
# A bare length of time, which counts where the bot has asked for one.
_BARE = re.compile(
    rf"\b({_NUMBER}\s+{_UNIT}|ages|years|months|weeks|a (?:long )?while)\b(?!\s+off)",
    re.IGNORECASE,
)
# "…when i run, 2 weeks", "front of the knee, nearly 3 months, running": how long, between stops.
_BY_ITSELF = re.compile(
    rf"[,.;]\s*(?:(?:about|nearly|almost|over|around|like|roughly|maybe)\s+)?({_NUMBER}\s+{_UNIT})"
    r"\s*(?:[,.;!)]|$)",
    re.IGNORECASE,
)
_AGO = re.compile(rf"\b({_NUMBER}\s+{_UNIT}\s+(?:ago|now))\b", re.IGNORECASE)
_NAME_OF_A_TIME = (
    r"(?:christmas|easter|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_SINCE = re.compile(
    r"\b(since\s+(?!the\s+(?:week|month|year)\b)(?:(?:the|this|last|about|around|early|late)\s+)*"
    r"(?:yesterday|week|month|year|spring|summer|autumn|fall|winter|"
    rf"{_NAME_OF_A_TIME}))\b",
    re.IGNORECASE,
)
# Whatever it has been since, "since I had my baby"; also only where the bot has asked.
_SINCE_ANYTHING = re.compile(r"\b(since\s+[a-z][\w' ]{2,40}?)\s*(?:[.,;!)]|$)", re.IGNORECASE)

_WITH_A_CAPITAL = re.compile(rf"\b{_NAME_OF_A_TIME}\b")
_QUESTION = re.compile(
    r"\?|^\W*(?:(?:so|ok|okay|but|and)\W+)*(?:do|does|did|can|could|should|shall|is|are|am|will|"
    r"would|what|whats|what's|how|why|which|when|who|where)\b",
    re.IGNORECASE,
)
_SIDE = re.compile(r"\b(?:left|right|both)\b")
# A side and nothing else, "the right one", or nothing else before a stop, "both. since the
# spring"; but "right, show me" speaks of no knee.
_SIDE_ALONE = re.compile(
    r"^\W*(?:(?:no|nah|wait|sorry|oops|actually|i mean|i meant|meant|it'?s|in|on|the|my)\b[\s,]*)*"
    r"(?:(?P<side>left|right|both|two|2)(?:\s+(?:of them|ones?|sides?|knees?|legs?))?"
    r"(?:\W+not\s+(?:the\s+)?(?:left|right)(?:\s+(?:one|knee|leg))?)?\W*$|"
    r"(?P<first>left|both|right(?=\s))(?:\s+(?:of them|ones?|sides?|knees?|legs?))?"
    r"\s*(?:[.,;!]|\bbut\b))"
)
_TWO = ("two", "2")
_ANSWER = 8  # words that an answer to the bot's own question has at most
# What the bot asks about, in this order; the questions are ask_... in content/story.yml.
ASKED_FOR = ("activities", "since", "side")
REPORTS = ("log_pain", "report_worse", "report_better")


@dataclass(frozen=True)
class Story:
    """What somebody told about their knee; every field may be missing.

    Attributes:
        side: left, right or both.
        places: ids of content/story.yml.
        activities: what sets it off.
        since: how long, in the person's words.
        pain: 0 to 10.
    """

    side: Optional[str] = None
    places: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    since: Optional[str] = None
    pain: Optional[int] = None

    def as_slot(self) -> dict[str, Any]:
        """The story as plain data."""
        return {
            "side": self.side,
            "places": list(self.places),
            "activities": list(self.activities),
            "since": self.since,
            "pain": self.pain,
        }

    @classmethod
    def from_slot(cls, slot: Optional[Mapping[str, Any]]) -> Story:
        """Reads what `as_slot` wrote; an empty story from None."""
        if not slot:
            return cls()
        return cls(
            slot.get("side"),
            tuple(slot.get("places") or ()),
            tuple(slot.get("activities") or ()),
            slot.get("since"),
            slot.get("pain"),
        )

    def with_more(self, other: Story) -> Story:
        """This story with what was told later put over it."""
        return Story(
            other.side or self.side,
            _joined(self.places, other.places),
            _joined(self.activities, other.activities),
            other.since or self.since,
            self.pain if other.pain is None else other.pain,
        )


def _joined(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *second]))


def hear(question: Question, library: Library, asked: Optional[str] = None) -> Story:
    """Finds what a message tells about the knee.

    Args:
        question: the message as understood.
        library: for the words of places.
        asked: what the bot has just asked about, as `asked_of_story` says.
    """
    text = question.text.lower()
    return Story(
        question.entities.get("side") or _side_in(text, asked),
        _places_in(text, library),
        tuple(dict.fromkeys(question.all_of("activity"))),
        _since_in(question.text, asked is not None),
        _score(question),
    )


def _side_in(text: str, asked: Optional[str]) -> Optional[str]:
    """The side in a bare "left I think", which says one only where the bot has asked.

    "Both" alone tells it after any of the bot's questions.
    """
    if asked is None:
        return None
    if asked == "side" and (match := _SIDE.search(text)):
        return match[0]
    alone = _SIDE_ALONE.search(text)
    if alone is None:
        return None
    side = alone["side"] or alone["first"]
    return "both" if side in _TWO else side


def tells_score(question: Question) -> bool:
    """Whether a message holds a pain score, 0 to 10."""
    return _score(question) is not None


def _score(question: Question) -> Optional[int]:
    value = question.entities.get("pain_score", "")
    return int(value) if value.isdecimal() and LOWEST <= int(value) <= HIGHEST else None


def _places_in(text: str, library: Library) -> tuple[str, ...]:
    """Places named, longest wording first, so that "behind the kneecap" is not "the kneecap"."""
    known = library.story["places"]
    wordings = sorted(
        ((words, place["id"]) for place in known for words in place["words"]),
        key=lambda pair: -len(pair[0]),
    )
    found = []
    for words, place in wordings:
        pattern = rf"\b{re.escape(words)}\b"
        if re.search(pattern, text):
            found.append(place)
            text = re.sub(pattern, " ", text)
    return tuple(dict.fromkeys(found))


def takes_up_question(question: Question, library: Library, context: Context) -> bool:
    """Whether a message answers what the last reply asked, or says how long instead.

    "About six weeks now" is such an answer whatever the language model makes of it; a
    longer message or a question speaks for itself. Right after a story that asked nothing more,
    "no wait, the left one" and "six weeks" put it right.
    """
    words, asked = len(question.text.split()), asked_of_story(context)
    if asked is None or not 0 < words <= _ANSWER or _QUESTION.search(question.text):
        return False
    heard = hear(question, library, asked)
    side = _side_in(question.text.lower(), asked)
    return bool(getattr(heard, asked, None) or heard.since or side)


def asked_of_story(context: Context) -> Optional[str]:
    """What a story may be told more of now: as in `Context.asked`, or `STORY` for any of it."""
    return context.asked or (STORY if context.topic == STORY else None)


def goes_on_telling(question: Question, library: Library) -> bool:
    """Whether a message that was not understood tells how long it has been sore."""
    told = hear(question, library).since is not None
    return told and not _QUESTION.search(question.text)


def tells_a_story(
    question: Question, ranking: Sequence[tuple[str, float]], library: Library
) -> bool:
    """Whether a message that was not understood tells of a knee, besides what else it says.

    "hi im 16, my knee cap kills when i run, 2 weeks": one of the readings must be a story, and
    two things of it must be there. "My knee is sore" is one whatever it is read as.
    """
    if _complains(question.text, library):
        return True
    readings = [intent for intent, _ in ranking]
    if STORY not in readings or STRANGER in readings[:1] or _QUESTION.search(question.text):
        return False
    heard = hear(question, library)
    return sum(map(bool, (heard.side, heard.places, heard.activities, heard.since))) >= 2


def _complains(text: str, library: Library) -> bool:
    """Whether a message says that a knee is sore and nothing else."""
    if _QUESTION.search(text):
        return False
    said = set(re.findall(r"[\w']+", text.lower().replace("knee cap", "kneecap")))
    known = {kind: said.intersection(words) for kind, words in library.story["complaint"].items()}
    return bool(known["knee"] and known["feels"]) and said == set().union(*known.values())


def as_told(question: Question) -> Question:
    """A question about an exercise that is none, but tells a pain score: "it's a 5 on those"."""
    asks = question.intent not in ABOUT_EXERCISES or _QUESTION.search(question.text)
    return question if asks or _score(question) is None else replace(question, intent="log_pain")


def _since_in(text: str, asked: bool) -> Optional[str]:
    forms = [(_LASTING, "for {}"), (_AGO, "{}"), (_SINCE, "{}"), (_BY_ITSELF, "for {}")]
    if asked:
        forms += [(_BARE, "for {}"), (_SINCE_ANYTHING, "{}")]
    for pattern, form in forms:
        if match := pattern.search(text):
            words = " ".join(match[1].lower().split())
            return form.format(_WITH_A_CAPITAL.sub(lambda name: name[0].capitalize(), words))
    return None


def reflect(heard: Story, story: Story, answerer: Answerer, context: Context) -> Answer:
    """Answers a story.

    Args:
        heard: what this message told.
        story: all that was told so far, this message included.
        answerer: for the buttons.
        context: of the conversation.
    """
    words = answerer.library.story
    lines = [_given_back(heard, words), _typical(story, words)]
    asked = _missing(story)
    if asked:
        lines.append(words[f"ask_{asked}"])
    targets = _fitting(story, words)
    buttons = answerer.buttons_for(targets)
    reply = Reply("\n\n".join(line for line in lines if line), buttons)
    context = replace(
        context,
        topic=STORY,
        value=None,
        told=(),
        offered=tuple(button.payload for button in buttons),
        asked=asked,
        guessed=False,
    )
    if story.activities:
        context = context.about({"activity": story.activities[-1]})
    return Answer((reply,), STORY, context)


def is_report(question: Question) -> bool:
    """Whether a message is answered by the pain rule; so is "is a 4 too much?"."""
    asks_of_score = question.intent == "ask_exercise_with_pain" and _score(question) is not None
    return question.intent in REPORTS or asks_of_score


def reflect_report(question: Question, answerer: Answerer, context: Context) -> Answer:
    """Answers a pain score by the pain rule, or word that it got worse or better."""
    words = answerer.library.story
    score = _score(question)
    lines = []
    if question.intent in ("report_worse", "report_better"):
        lines.append(words[question.intent])
    if score is not None:
        light = pain_light(score)
        if question.intent != "report_better" or light is not Light.GREEN:
            lines.append(words[f"score_{light.value}"].format(score=score))
        if light is Light.RED:
            lines.append(words["score_red_check"])
    elif question.intent == "log_pain":
        lines.append(answerer.library.phrase("pain_rule"))
    if question.intent == "report_worse":
        lines.append(words["report_worse_check"])
        targets = ["ask_exercise_with_pain", "ask_rest", "ask_see_professional"]
    elif question.intent == "report_better":
        targets = ["ask_exercise_harder", "ask_return_to_sport", "ask_exercise_with_pain"]
    else:
        targets = ["ask_exercise_with_pain", "ask_exercise_easier", "ask_see_professional"]
    buttons = answerer.buttons_for(targets)
    reply = Reply("\n\n".join(dict.fromkeys(lines)), buttons)
    context = replace(
        context.about(question.entities),
        topic=question.intent,
        value=None,
        told=(),
        offered=tuple(button.payload for button in buttons),
        asked=None,
        guessed=False,
    )
    return Answer((reply,), question.intent, context)


def _given_back(heard: Story, words: Mapping[str, Any]) -> str:
    said = []
    if heard.side:
        said.append(words["side"][heard.side])
    if heard.places:
        said.append(words["sore"].format(places=_listed(_place_words(heard.places, words))))
    if heard.since:
        said.append(words["since"].format(time=_turned(heard.since, words["turned"])))
    if heard.activities:
        named = [words["activity_words"][activity] for activity in heard.activities]
        said.append(words["worse_with"].format(activities=_listed(named)))
    if heard.pain is not None:
        said.append(words["score"].format(score=heard.pain))
    if not said:
        return str(words["heard_little"])
    return str(words["heard_something"].format(said=", ".join(said)))


def _turned(text: str, turned: Mapping[str, str]) -> str:
    """Somebody's own words as said to them: "since I had my baby", "since you had your baby"."""
    own = "|".join(re.escape(words) for words in sorted(turned, key=len, reverse=True))
    return re.sub(rf"\b(?:{own})\b(?!')", lambda match: turned[match[0]], text)


def _typical(story: Story, words: Mapping[str, Any]) -> str:
    typical = {place["id"]: place["typical"] for place in words["places"]}
    lines = []
    common = [item for item in story.activities if item in words["typical_activities"]]
    if common:
        latest = common[-MAX_NAMED:]
        named = _listed([words["activity_words"][activity] for activity in latest])
        lines.append(words["typical_activity"].format(activities=named))
    other = [place for place in story.places if not typical[place]]
    if other:
        lines.append(words["untypical_place"].format(places=_listed(_place_words(other, words))))
    elif story.places and not common:
        lines.append(words["typical_place"])
    if not lines:
        return str(words["unclear"])
    return " ".join([*lines, words["not_a_diagnosis"]])


def _missing(story: Story) -> Optional[str]:
    """What to ask about next: the first field of the story that is still empty."""
    return next((name for name in ASKED_FOR if not getattr(story, name)), None)


def _fitting(story: Story, words: Mapping[str, Any]) -> list[str]:
    typical = {place["id"]: place["typical"] for place in words["places"]}
    targets = [f"ask_activity_advice activity={activity}" for activity in story.activities[-2:]]
    if any(not typical[place] for place in story.places):
        targets.append("ask_see_professional")
    targets += ["ask_exercise_list", "ask_cause", "ask_see_professional"]
    return list(dict.fromkeys(targets))[:4]


def _place_words(places: Sequence[str], words: Mapping[str, Any]) -> list[str]:
    said = {place["id"]: place["said"] for place in words["places"]}
    return [said[place] for place in places]


def _listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]]))
