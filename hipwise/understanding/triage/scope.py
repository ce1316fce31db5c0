"""Which words of a message are denied, long ago, about others, or only supposed.

Clinical negation detection by trigger words and their scope follows NegEx and ConText
(Chapman 2001; Harkema 2009), cut down to what short messages need.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import AbstractSet, Collection, Iterator, Mapping, Sequence

from hipwise.understanding.triage.reading import Reading
from hipwise.understanding.triage.terms import Match


class Standing(Enum):
    """How far the message claims what a word says: as a fact, perhaps, or not at all."""

    SAID = 0
    DOUBTFUL = 1
    LONG_AGO = 2
    NOT_SAID = 3

    @property
    def counts(self) -> bool:
        """Whether it is claimed at all."""
        return self in (Standing.SAID, Standing.DOUBTFUL)


NEGATION_WORDS = frozenset(["no", "not", "never", "without", "nor", "neither", "none", "hardly"])
_LONGEST_NEGATION = 8  # words
_GOES_ON = frozenset(
    "and or nor any in of at on to from be have much sign such real either".split()
)
_SUBJECTS = frozenset("i it my he she the we now there his her they this that".split())
_PERSONAL = frozenset(
    "i my mine me we our us he she his her him himself herself myself it's son daughter wife "
    "husband mum mom dad partner".split()
)
_ASKING = frozenset(
    "is are am was were can could will would shall should may might does do did what whats which "
    "how who when why has have".split()
)
# These open a question only before their subject: "did it swell?", but "did my knee in".
_ASKING_BEFORE_SUBJECT = frozenset(["do", "did", "has", "have"])
_ASKED_SUBJECTS = frozenset(
    "i you it this that the they people anyone anybody he she we a pfp patellofemoral knees "
    "kneecaps runner runners these those".split()
)
# A story about somebody goes on in sentences that open so.
_STORY_GOES_ON = frozenset("he she they his her their turn apparently him".split())
# Verbs that tell of the present; a colleague who "can't walk" may need help now.
_PRESENT = frozenset("is are am can ca cannot cant wo wont does do isn isnt need needs".split())
# "He told me" and "made me think" say nothing of the writer's own leg.
_TOLD = frozenset(["tell", "make", "give", "show", "remind", "with", "send", "scare", "put"])
# "When I was 10" is an age, but "when I was 10 minutes in" is not.
_NOT_YEARS = frozenset("minute min hour hr km mile metre meter k rep second step lap".split())
# "The way I used to" and "less than it used to" tell of the present.
_COMPARING = frozenset("than as like way".split())
# "When I fell it popped" tells; "when should I worry" asks. The same goes for "why".
_AUXILIARIES = frozenset("do does did is are can could should will would".split())
# What makes a clause one about the writer's body, whatever else it names.
_OURS = (
    "LIMB",
    "MANY_JOINTS",
    "STROKE",
    "BREATH_SURE",
    "CHEST_ALONE",
    "ARM_PAIN",
    "HEART_FAST",
    "HEART_RISK",
    "SADDLE",
    "BLADDER",
    "CANCER",
)
_WAITING = frozenset(["so", "and", "hi", "hello", "hey", "ok", "also", "or", "please", "question"])


def standings(
    reading: Reading,
    groups: Mapping[str, Sequence[Match]],
    telling: Collection[str],
    now: date | None = None,
) -> list[Standing]:
    """The standing of each word of a reading.

    Args:
        reading: the message.
        groups: its concept matches by concept; of these NEGATION, NO_NEGATION, LONG_AGO,
            LATELY, SUPPOSED, OTHER_PEOPLE, PERSON_TOLD_OF, FAMILY, NOT_MINE and OTHER_THING set
            scopes.
        telling: concepts whose own "not" denies nothing else, as in "can't" or "won't go down".
        now: today; "in 2019" is long ago before that year. None takes every year so.
    """
    denied = _denied(reading, groups, telling)
    past = _long_ago(reading, groups, now)
    supposed = _supposed(reading, groups)
    elsewhere = _elsewhere(reading, groups)
    result = []
    for place in range(len(reading.words)):
        if place in denied or place in elsewhere:
            result.append(Standing.NOT_SAID)
        elif place in past:
            result.append(Standing.LONG_AGO)
        else:
            result.append(supposed.get(place, Standing.SAID))
    return result


def _places(matches: Sequence[Match]) -> set[int]:
    return {place for match in matches for place in range(match.start, match.end)}


def _denied(
    reading: Reading, groups: Mapping[str, Sequence[Match]], telling: Collection[str]
) -> set[int]:
    """Words within reach of a "no" that belongs to no phrase such as "can't" or "not only"."""
    words = reading.words
    # "Can't", "no idea", "will not go down" say something of their own with their "not".
    spent: set[int] = set()
    symptoms: set[int] = set()  # last words of phrases
    named: set[int] = set()  # all words of phrases
    triggers = {match.end - 1 for match in groups.get("NEGATION", ())}
    for concept, matches in groups.items():
        if concept in ("NEGATION", "LONG_AGO", "LATELY"):
            continue
        for match in matches:
            own = {
                place for place in range(match.start, match.end) if words[place] in NEGATION_WORDS
            }
            if concept in telling:
                spent |= own
            if not own:
                symptoms.add(match.end - 1)
                named.update(range(match.start, match.end))
    denied: set[int] = set()
    for trigger in sorted(triggers - spent):
        denied |= _reach(reading, trigger, symptoms, named)
    return denied


def _reach(reading: Reading, trigger: int, symptoms: set[int], named: set[int]) -> set[int]:
    """How far a negation reaches: to the clause's end, and through a list joined by "or"."""
    words, clauses = reading.words, reading.clauses
    reach: set[int] = set()
    for place in range(trigger + 1, min(len(words), trigger + 1 + _LONGEST_NEGATION)):
        if reading.sentences[place] != reading.sentences[trigger]:
            break
        if clauses[place] != clauses[place - 1] and not _list_goes_on(reading, place):
            break
        word = words[place]
        after = words[place + 1] if place + 1 < len(words) else ""
        if word == "and" and after in _SUBJECTS:
            break
        # "No fever hot swollen knee": what follows the first symptom is new.
        after_symptom = place - 1 in symptoms and clauses[place] == clauses[place - 1]
        if after_symptom and word not in _GOES_ON and place not in named:
            break
        reach.add(place)
    return reach


def _list_goes_on(reading: Reading, place: int) -> bool:
    """Whether "or" comes after a comma before a new subject does: "no swelling, heat or fever"."""
    for later in range(place, min(len(reading.words), place + 6)):
        if reading.sentences[later] != reading.sentences[place]:
            return False
        if reading.words[later] in ("or", "nor"):
            return True
        if reading.words[later] in _SUBJECTS or reading.words[later] in ("but", "no"):
            return False
    return False


def _long_ago(
    reading: Reading, groups: Mapping[str, Sequence[Match]], now: date | None
) -> set[int]:
    """Clauses about long ago, and those of the same sentence without a mark of the present."""
    if groups.get("BACK_AGAIN"):
        return set()
    marked = {
        reading.clauses[match.start]
        for match in groups.get("LONG_AGO", ())
        if not _NOT_YEARS & set(reading.words[match.end : match.end + 1])
        and not _compares(reading, match)
    }
    marked.update(reading.clauses[place] for place in _old_years(reading, now))
    lately = {reading.clauses[match.start] for match in groups.get("LATELY", ())}
    past: set[int] = set()
    for first, last in reading.sentence_spans:
        clauses = sorted(set(reading.clauses[first:last]))
        old = [clause for clause in clauses if clause in marked]
        if not old:
            continue
        for clause in clauses:
            # A present clause ends the old story, in both directions.
            between = range(min(clause, old[0]), max(clause, old[-1]) + 1)
            if clause in old or not any(one in lately for one in between):
                past |= {p for p in range(first, last) if reading.clauses[p] == clause}
    return past


def _compares(reading: Reading, match: Match) -> bool:
    """Whether a match is the "used to" of a comparison with the present."""
    before = {
        reading.words[place]
        for place in range(max(0, match.start - 2), match.start)
        if reading.sentences[place] == reading.sentences[match.start]
    }
    return reading.words[match.start] == "use" and not _COMPARING.isdisjoint(before)


def _old_years(reading: Reading, now: date | None) -> Iterator[int]:
    """Where a past year stands, as in "in 2019", but not in "since 2019"."""
    this_year = now.year if now else 2100
    for place, word in enumerate(reading.words):
        year = len(word) == 4 and word.isdecimal() and 1940 <= int(word) < this_year
        if year and place and reading.words[place - 1] != "since":
            yield place


def _supposed(reading: Reading, groups: Mapping[str, Sequence[Match]]) -> dict[int, Standing]:
    """Words inside a question in the abstract, or after "what if"."""
    # Something that happened lately makes the question one about a real case.
    lately = bool(groups.get("LATELY"))
    ages = _places(groups.get("CHILD_AGE", ()))
    result: dict[int, Standing] = {}
    for first, last in reading.sentence_spans:
        markers = [
            match.start for match in groups.get("SUPPOSED", ()) if first <= match.start < last
        ]
        words = reading.words[first:last]
        asks = _asks(reading.surface[first:last])
        personal = bool(_PERSONAL & set(words) or ages & set(range(first, last)))
        if markers:
            places = range(first, last) if asks else _rest_of_clause(reading, min(markers))
            standing = Standing.DOUBTFUL if lately else Standing.NOT_SAID
        elif asks and "if" in words and not lately:
            places = range(first, last)
            standing = Standing.DOUBTFUL if personal else Standing.NOT_SAID
        elif asks and not personal:
            places = range(first, last)
            standing = Standing.DOUBTFUL if lately else Standing.NOT_SAID
        else:
            continue
        result.update(dict.fromkeys(places, standing))
    return result


def _rest_of_clause(reading: Reading, start: int) -> range:
    end = start
    while end < len(reading.words) and reading.clauses[end] == reading.clauses[start]:
        end += 1
    return range(start, end)


def _asks(surface: Sequence[str]) -> bool:
    """Whether a sentence opens like a question: "is", "can", "what", but not "can't"."""
    start = 0
    while start < min(3, len(surface) - 1) and surface[start] in _WAITING:
        start += 1
    if start + 1 >= len(surface) or surface[start] not in _ASKING:
        return False
    opener, after = surface[start], surface[start + 1]
    if after in ("not", "n't", "nt"):
        return (
            opener in _AUXILIARIES
            and surface[start + 2 : start + 3] != []
            and (surface[start + 2] in _ASKED_SUBJECTS)
        )
    if opener in _ASKING_BEFORE_SUBJECT:
        return after in _ASKED_SUBJECTS
    if opener in ("am", "was", "were") and after.endswith("ing"):
        return False  # "was doing forty" leaves out its "I"
    if after == "be":
        return False  # "might be a cramp" leaves out its "it"
    if after in ("hardly", "barely", "scarcely", "only", "still", "never", "no"):
        return False
    if opener in ("when", "why", "who"):
        return after in _AUXILIARIES
    return True


def _elsewhere(reading: Reading, groups: Mapping[str, Sequence[Match]]) -> set[int]:
    """Sentences about other people, and clauses about things and joints outside our field."""
    found = _stories(reading, groups) | _family(reading, groups)
    ours = {reading.clauses[match.start] for name in _OURS for match in groups.get(name, ())}
    for match in groups.get("OTHER_THING", ()):
        clause = reading.clauses[match.start]
        if clause not in ours:
            found.update(place for place, one in enumerate(reading.clauses) if one == clause)
    return found


def _family(reading: Reading, groups: Mapping[str, Sequence[Match]]) -> set[int]:
    """Sentences about the family where the message says "not me".

    People ask for their children and parents too, so a sentence that names a body is heard.
    """
    if not groups.get("NOT_MINE"):
        return set()
    told = {reading.sentences[match.start] for match in groups.get("FAMILY", ())}
    told -= {reading.sentences[match.start] for name in _OURS for match in groups.get(name, ())}
    return {place for place, sentence in enumerate(reading.sentences) if sentence in told}


def _stories(reading: Reading, groups: Mapping[str, Sequence[Match]]) -> set[int]:
    """Sentences about people in general, and about acquaintances unless it is happening now."""
    people = groups.get("PERSON_TOLD_OF", ())
    persons = _places(people)
    opened = {reading.sentences[match.start] for match in groups.get("OTHER_PEOPLE", ())}
    now = any(groups.get(name) for name in ("LATELY", "RECENT", "ADVICE"))
    not_mine = bool(groups.get("NOT_MINE"))
    if not_mine or not now:
        opened |= {reading.sentences[match.start] for match in people}
        opened -= {
            number
            for number, word in zip(reading.sentences, reading.surface, strict=True)
            if word in _PRESENT and not not_mine and not _heard_of(groups, reading, number)
        }
    found: set[int] = set()
    story = False
    for first, last in reading.sentence_spans:
        goes_on = story and reading.words[first] in _STORY_GOES_ON
        told = reading.sentences[first] in opened or goes_on
        # "For me it is only pain" speaks of the writer, but to say that the story is another's.
        story = told and (not_mine or not _is_own(reading, first, last, persons))
        if story:
            found.update(range(first, last))
    return found


def _heard_of(groups: Mapping[str, Sequence[Match]], reading: Reading, sentence: int) -> bool:
    hearsay = groups.get("OTHER_PEOPLE", ())
    return any(reading.sentences[match.start] == sentence for match in hearsay)


def _is_own(reading: Reading, first: int, last: int, persons: AbstractSet[int]) -> bool:
    """Whether a sentence speaks of the writer or the writer's family."""
    for place in range(first, last):
        word = reading.words[place]
        following, before = place + 1, reading.words[place - 1] if place > first else ""
        # In "a lady at my class" nothing is the writer's but the class.
        told_of = persons & {place - 1, place, following}
        if word in ("my", "mine") and not told_of:
            return True
        if word == "me" and before not in _TOLD:
            return True
    return False
