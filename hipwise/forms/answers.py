"""Typed words as answers to a form's question; the words stand in data/lookup/answers.yml.

An answer is short and about what was asked. A message counts as one only where its words are
known to be such: "yeah it dips a bit", "not really", "can't tell tbh". A question or a remark is
none, so that it can be answered as any other message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Optional

from hipwise.forms.asked import Asked
from hipwise.forms.phrases import LONGEST, Phrases, is_stop, words_of
from hipwise.understanding.entities.names import expand

# How many words an answer may hold that are in no list, by what makes it an answer.
_STRANGERS_BESIDE_PLAIN = 8  # "yes" or "no" itself: the rest says why
_STRANGERS_BESIDE_TOLD = 3
_SHY = 3  # words with a question mark that may still be an answer: "a bit?"
_OPENING = 4  # among the first words a yes or no is the answer itself
_REACH = 4  # words over which "not" turns round what follows

_AUXILIARIES = frozenset("is are does do did can could should will would".split())
_AMOUNTS = frozenset("bit little tad touch lot fraction wee tiny lil smidge hair fair good".split())
_JOINTS = frozenset("and but so".split())
_TURNS_READY = frozenset(
    "not isnt havent hasnt cant couldnt didnt dont never nearly almost".split()
)
_EXCEPTS = frozenset("but only just except apart".split())  # "no, only dizzy"
_WEAKEN_NOT = frozenset("really rly realy especially particularly noticeably".split())
_NEGATIVES = frozenset("none nothing neither nor never not no".split())
_OF_A_LEG = frozenset("the leg knee side one".split())
_PRONOUNS = frozenset("i it they we he she".split())


class Said(str, Enum):
    """A yes or no, or neither."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


@dataclass(frozen=True)
class Told:
    """An answer found in words.

    Attributes:
        said: the answer.
        more: whether something else stands beside it, a question for example.
        plain: whether it was said with a word that means nothing else, such as "yes".
        described: whether what was asked about is described: "it dips", "stays level".
    """

    said: Said
    more: bool = False
    plain: bool = True
    described: bool = False


class AnswerReader:
    """Reads answers by the table of words; built once."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Takes data/lookup/answers.yml."""
        shared = (
            "yes no leaning_yes degree not_sure turns between fillers asks remarks set_phrases "
            "corrects"
        ).split()
        kinds = {kind: table[kind] for kind in shared}
        looks: Mapping[str, Mapping[str, list[str]]] = table["looks"]
        self._general = Phrases(kinds)
        self._about = {
            name: Phrases(
                {
                    **kinds,
                    "seen": words["seen"],
                    "fine": [*words["fine"], *(table["fine"] if name in looks else ())],
                    "named": words["names"],
                }
            )
            for name, words in {**looks, **table["questions"]}.items()
        }
        openers = [*table["openers"], *table["yes"], *table["no"]]
        self._asks = Phrases({"asks": kinds["asks"], "openers": openers})
        self._names = Phrases({look: words["names"] for look, words in looks.items()})
        self.asked = Asked(table["explains"], looks)
        self._ready = Phrases(
            {
                "ready": table["ready"],
                "acknowledges": table["acknowledges"],
                "fillers": table["ready_fillers"],
                "asks": table["asks"],
            }
        )
        self._turning = Phrases(
            {"turns_round": table["turns_round"], "before": table["before_turning"]}
        )
        self._side = Phrases(
            {
                "left": table["legs"]["left"],
                "right": table["legs"]["right"],
                "corrects": table["corrects"],
                "around": table["around_a_side"],
            }
        )
        self._legs = Phrases({**table["legs"], "turns": ["not", "isnt", "dont", "wasnt"]})
        self._leg_fillers = frozenset(
            word for phrase in table["fillers"] for words in expand(phrase) for word in words
        )
        groups = (
            "corrects points_back gave_way leave_out too_sore sore no_mirror remarks none hedges "
            "of_pain takes_back"
        ).split()
        self._groups = {name: Phrases({name: table[name]}) for name in groups}
        plainly = table["plainly"]
        self._plain = {word: said for said in (Said.YES, Said.NO) for word in plainly[said.value]}
        self._before_plain = frozenset(plainly["before"])
        after = plainly["after"]
        self._after_plain = {
            said: frozenset([*after["any"], *after.get(said.value, ())])
            for said in (Said.YES, Said.NO)
        }
        others = ("other_leg", "corrects", "fillers", "no")
        self._other_leg = Phrases({name: table[name] for name in others})
        listed = ("reasons", "signs", "age", "stop_now")
        self._listed = {name: Phrases({**table[name], "turns": table["turns"]}) for name in listed}
        self._beside = Phrases({"beside": table["adult_beside"], "alone": table["alone"]})
        self._pain = {
            kind: Phrases({kind: table[kind], "fillers": table["fillers"]})
            for kind in ("no_pain", "some_pain")
        }

    # Yes and no

    def yes_no(self, text: str, about: Optional[str] = None) -> Optional[Told]:
        """Reads a yes, a no or a "can't tell".

        Args:
            text: as typed.
            about: what was asked about, a name under `looks` or `questions`, so that "it dips"
                is a yes and "stays level" a no; None where yes and no have no further words.

        Returns:
            None where the words are no answer.
        """
        words = words_of(text)
        if not words or len(text) > LONGEST:
            return None
        question = self._question_from(words)
        if question is None:
            return _judged(words, self._about.get(about or "", self._general))
        told = _judged(words[:question], self._about.get(about or "", self._general))
        return Told(told.said, True, True) if told and told.plain else None

    def plain_yes_no(self, text: str) -> Optional[Said]:
        """Reads a yes or no where a mistake would do harm: said first, plainly, and not doubted.

        "Yes it is" and "nope, all fine" are read; "go on", "a bit", "yes and no", "no change" and
        "oh no, what now?" are none.
        """
        words = words_of(text)
        if not words or len(text) > LONGEST or "?" in text or self.asks(text):
            return None
        while words and (is_stop(words[0]) or words[0] in self._before_plain):
            words = words[1:]
        kinds = {self._plain[word] for word in words if word in self._plain}
        if len(kinds) != 1 or words[0] not in self._plain:
            return None
        said = kinds.pop()
        goes_on = next((word for word in words if word not in self._plain), None)
        fits = goes_on is None or is_stop(goes_on) or goes_on in self._after_plain[said]
        return said if fits else None

    def _question_from(self, words: Sequence[str]) -> Optional[int]:
        """Where a question or request begins; None where the words hold none."""
        begins, clause, place = True, 0, 0
        while place < len(words):
            length = 1
            if is_stop(words[place]):
                if "?" in words[place]:
                    # "A bit?" is a shy answer; more words than that ask something.
                    return clause if place - clause > _SHY else None
                begins, clause = True, place + 1
            else:
                length, kinds = self._asks.at(words, place)
                if begins and ("asks" in kinds or _asks_something(words, place)):
                    return place
                if words[place] in _JOINTS:
                    begins, clause = True, place + 1
                elif "openers" not in kinds:
                    begins = False
            place += length
        return None

    # Other kinds of answers

    def leg(self, text: str) -> Optional[str]:
        """Reads which leg is the better one: left, right or same.

        "Left is worse" is right, and so is "not the left".
        """
        words = words_of(text)
        if not words or len(text) > LONGEST or self._question_from(words) is not None:
            return None
        named: list[str] = []
        judged: Optional[bool] = None  # of the leg named first: whether it is the better one
        same, turned, strangers = False, False, 0
        for place, length, kinds in self._legs.found(words):
            if side := next((side for side in ("left", "right") if side in kinds), None):
                # "Right, I'd say left": a mark after the first word makes it an opening.
                following = words[place + 1] if place + 1 < len(words) else ""
                if side == "right" and place == 0 and following in ("", ",") and len(words) > 2:
                    continue
                if turned and judged is None and not named:
                    judged, turned = False, False
                named.append(side)
            elif "turns" in kinds:
                turned = True
            elif "better" in kinds or "worse" in kinds:
                if judged is None or not named:
                    judged = ("better" in kinds) is not turned
                turned = False
            elif "same" in kinds:
                same = True
            elif not is_stop(words[place]) and words[place] not in self._leg_fillers:
                strangers += length
        if strangers > _STRANGERS_BESIDE_TOLD:
            return None
        if same and (not named or len(set(named)) == 2):
            return "same"
        if not named:
            return None
        if len(set(named)) == 2 and judged is None:
            return None
        first = named[0]
        if judged is not False:
            return first
        return "right" if first == "left" else "left"

    def is_ready(self, text: str) -> bool:
        """Whether words say that what was asked is done, or may go on."""
        return not {"ready", "acknowledges"}.isdisjoint(self._readiness(text))

    def is_done(self, text: str) -> bool:
        """Whether words say that what was asked is done: "ok" alone may only say "I will"."""
        return "ready" in self._readiness(text)

    def _readiness(self, text: str) -> frozenset[str]:
        """The kinds of the words of a message about being ready; none where it is no such."""
        words = [word for word in words_of(text) if not is_stop(word)]
        nothing: frozenset[str] = frozenset()
        if not words or len(text) > LONGEST or "?" in text:
            return nothing
        found = self._ready.found(words)
        if "asks" in found[0][2] or _TURNS_READY & set(words) or _asks_something(words, 0):
            return nothing
        strangers = sum(length for _, length, kinds in found if not kinds)
        return nothing.union(*(kinds for _, _, kinds in found)) if strangers <= 2 else nothing

    def says(self, group: str, text: str) -> bool:
        """Whether words hold a phrase of a group: corrects, points_back, gave_way ..."""
        if len(text) > LONGEST:
            return False
        return group in self._groups[group].kinds_in(text)

    def compares_legs(self, text: str) -> bool:
        """Whether words say better or worse."""
        kinds = self._legs.kinds_in(text)
        return "better" in kinds or "worse" in kinds

    def means_other_leg(self, text: str) -> bool:
        """Whether words say that it was, or is to be, the other leg, and nothing else."""
        words = [word for word in words_of(text) if not is_stop(word)]
        if len(text) > LONGEST or "?" in text or {"same", "than", "like", "as"} & set(words):
            return False
        found = self._other_leg.found(words)
        return all(kinds for _, _, kinds in found) and any("other_leg" in k for _, _, k in found)

    def side_named(self, text: str) -> Optional[tuple[str, bool]]:
        """The side, left or right, that a message names and nothing else: "no, the left leg".

        Beside it stands whether the message puts something right, "no wait, I meant the left".
        None where it says anything else, and where "right" may only mean "well".
        """
        words = [word for word in words_of(text) if not is_stop(word)]
        if len(text) > LONGEST or "?" in text:
            return None
        found = [kinds for _, _, kinds in self._side.found(words)]
        named = {side for side in ("left", "right") for kinds in found if side in kinds}
        corrects = any("corrects" in kinds for kinds in found)
        if len(named) != 1 or not all(found):
            return None
        if not corrects and named == {"right"} and not _OF_A_LEG & set(words):
            return None
        return named.pop(), corrects

    def after_turning(self, text: str) -> Optional[str]:
        """What follows a "wait" or "hmm actually" at the beginning of a message.

        None where it does not begin so, or where nothing follows.
        """
        words = words_of(text)
        for place, length, kinds in self._turning.found(words):
            if "turns_round" in kinds:
                return " ".join(words[place + length :]).strip(" ,.-!") or None
            if not kinds and not is_stop(words[place]):
                return None
        return None

    def described_elsewhere(self, text: str, look: str) -> Optional[tuple[str, Told]]:
        """The other look that a message describes, and what it says: "bit of a lean".

        Args:
            text: as typed.
            look: the one that is asked. Words that may be about it are taken so.
        """
        words = words_of(text)
        # "No, but I lean": what stands first answers the question.
        if len(text) > LONGEST or "but" in words:
            return None
        found = self._about[look].found(words)
        if any("named" in kinds for _, _, kinds in found):
            return None
        own = _places(words, self._about[look])
        # "As far as I can tell" names no look, though "far" does.
        taken = own | {
            place + after
            for place, length, kinds in found
            if kinds and length > 1
            for after in range(length)
        }
        named = {
            other
            for place, _, kinds in self._names.found(words)
            if place not in taken
            for other in kinds
        }
        if len(named) != 1:
            return None
        other = named.pop()
        if own - _places(words, self._about[other]):
            return None
        told = self.yes_no(text, other)
        return (other, told) if told is not None and told.described else None

    def asks(self, text: str) -> bool:
        """Whether words hold a question or a request."""
        return self._question_from(words_of(text)) is not None

    def listed(self, group: str, text: str) -> list[str]:
        """What is named of a list (reasons, signs, age), but for what is denied."""
        words = words_of(text)
        if len(text) > LONGEST or self._question_from(words) is not None:
            return []
        named, turned_at = [], -_REACH - 1
        for place, length, kinds in self._listed[group].found(words):
            if is_stop(words[place]) or words[place] in _EXCEPTS:
                turned_at = -_REACH - 1
            elif "turns" in kinds or words[place] == "no":
                turned_at = place + length
            elif kinds and place - turned_at >= _REACH:
                named.extend(sorted(kinds))
        return list(dict.fromkeys(named))

    def looks_named(self, text: str) -> list[str]:
        """The looks that words name, in the words' order."""
        return list(dict.fromkeys(self._names.kinds_in(text)))

    def adult_beside(self, text: str) -> Optional[bool]:
        """Whether somebody says that an adult is with them; None where they do not."""
        kinds = self._beside.kinds_in(text)
        if "alone" in kinds:
            return False
        told = self.yes_no(text)
        if told is not None and told.plain:
            return told.said is Said.YES
        return True if "beside" in kinds and "?" not in text else None

    def pain_in_words(self, text: str) -> Optional[bool]:
        """Whether words without a number say that it hurt: True some, False not at all."""
        words = [word for word in words_of(text) if not is_stop(word)]
        for kind in ("no_pain", "some_pain"):
            found = self._pain[kind].found(words)
            strangers = sum(length for _, length, kinds in found if not kinds)
            if any(kind in kinds for _, _, kinds in found) and strangers == 0:
                return kind == "some_pain"
        return None


def _places(words: Sequence[str], about: Phrases) -> set[int]:
    """The places of words that describe what a question is about."""
    return {
        place + after
        for place, length, kinds in about.found(words)
        if not {"seen", "fine"}.isdisjoint(kinds)
        for after in range(length)
    }


def _asks_something(words: Sequence[str], place: int) -> bool:
    """Whether a question begins here by its form: "does leaning count", "is a chair ok"."""
    first, *rest = words[place : place + 3]
    if first not in _AUXILIARIES or not rest:
        return False
    return rest[0].endswith("ing") or (
        rest[0] in ("a", "an") and rest[1:] != [] and rest[1] not in _AMOUNTS
    )


def _judged(words: Sequence[str], phrases: Phrases) -> Optional[Told]:
    """Weighs the phrases of an answer.

    What is described ("it dips", "stays level") weighs more than a plain yes or no, a plain one
    more than a leaning one ("it does"), and "a bit" alone least.
    """
    found = phrases.found(words)
    seen: list[tuple[str, int]] = []  # kind and clause
    strangers, more, plain, clause = 0, False, False, 0
    turned, plain_no = -1, -1  # words left in which a "not" or a "no" turns round what follows
    pending: Optional[int] = None  # clause of a "not" that has turned nothing yet
    unable = False  # whether that "not" answers by itself
    for place, length, kinds in found:
        word = words[place]
        if is_stop(word) or word in ("but", "though", "although", "however"):
            clause += 1
            turned = plain_no = -1
            if pending is not None:
                seen.append(("no", pending))
                pending = None
            continue
        # "No, I could" tells, "no none of these" says it twice; "no wobble" denies.
        opens = place < _OPENING or is_stop(words[place - 1]) or words[place - 1] in _JOINTS
        turns = turned > 0 or (plain_no > 0 and word not in _PRONOUNS | _NEGATIVES)
        if "set_phrases" in kinds:
            more = more or "pain" in words[place : place + length]
        elif "not_sure" in kinds:
            seen.append(("not_sure", clause))
            plain = plain or opens
            turned = plain_no = -1
            pending = None
        elif word == "without" and pending == clause and not unable:
            turned, pending = -1, None  # "couldn't do it without tipping": it tipped
        elif "turns" in kinds and "seen" not in kinds:
            turned = _REACH + 1
            # Where "can't" is an answer of its own, it stays one whatever it is done without.
            pending, unable = clause, "fine" in kinds
        elif "seen" in kinds or "fine" in kinds:
            occurs = ("seen" in kinds) is not turns
            seen.append(("seen" if occurs else "fine", clause))
            # "No leaning or twisting": what turned the first turns the second.
            goes_on = turns and words[place + length : place + length + 1] in (["or"], ["nor"])
            turned, plain_no = (3 if goes_on else -1), -1
            pending = None
        elif "no" in kinds:
            seen.append(("no", clause))
            plain = plain or opens
            # "Not really straight" denies as "not straight" does.
            plain_no = length + 1 if words[place + length - 1] in _WEAKEN_NOT else 2
            pending = None
        elif "yes" in kinds:
            seen.append(("yes", clause))
            plain = plain or opens
        elif "leaning_yes" in kinds:
            seen.append(("leaning", clause))
        elif "degree" in kinds:
            if not turns:
                seen.append(("degree", clause))
        elif "remarks" in kinds:
            more = True
        elif "between" in kinds and plain_no > 0:
            plain_no += 1
        elif "asks" in kinds or not kinds:
            strangers += length
        turned -= length
        plain_no -= length
    if pending is not None:
        seen.append(("no", pending))
    return _weighed(seen, strangers, more, plain)


def _weighed(
    seen: Sequence[tuple[str, int]], strangers: int, more: bool, plain: bool
) -> Optional[Told]:
    kinds = [kind for kind, _ in seen]
    vague = not plain and not {"seen", "fine"} & set(kinds)
    allowed = 1 if vague else _STRANGERS_BESIDE_PLAIN if plain else _STRANGERS_BESIDE_TOLD
    if not kinds or strangers > allowed:
        return None
    if more and not plain:
        return None  # something told of the knee, not an answer
    said = _certain(kinds)
    if "not_sure" in kinds:
        before, after = _around(seen)
        later = _certain([kind for kind in after if kind != "degree"])
        if later is not None:
            said = later
        elif before is None:
            said = Said.NOT_SURE
    described = not {"seen", "fine"}.isdisjoint(kinds)
    return None if said is None else Told(said, more, plain, described)


def _around(seen: Sequence[tuple[str, int]]) -> tuple[Optional[Said], list[str]]:
    """What was said surely before the first "not sure", and the kinds in clauses after the last.

    "Yes, hard to tell though" stays a yes; "drops maybe" is unsure.
    """
    places = [place for place, (kind, _) in enumerate(seen) if kind == "not_sure"]
    first, last = places[0], places[-1]
    before = [kind for kind, clause in seen[:first] if clause < seen[first][1]]
    plainly = [kind for kind, _ in seen[:first] if kind in ("yes", "no")]
    after = [kind for kind, clause in seen[last + 1 :] if clause > seen[last][1]]
    sure = [kind for kind in before if kind in ("seen", "fine")] + plainly
    return _certain(sure), after


def _certain(kinds: Collection[str]) -> Optional[Said]:
    """The answer that the kinds come to, without those that are unsure."""
    if "seen" in kinds:
        return Said.YES
    if "fine" in kinds:
        return Said.NO
    for said in reversed(list(kinds)):
        if said in ("yes", "no"):
            return Said(said)
    if "leaning" in kinds or "degree" in kinds:
        return Said.YES
    return None
