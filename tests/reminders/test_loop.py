"""The loop: what it says when, what it lets go, and what it makes of bad days."""

from __future__ import annotations

import asyncio
import datetime as dtm
from itertools import cycle, pairwise

import pytest

from hipwise.coaching.schedule import WEEKDAYS, Rhythm
from hipwise.guided_sets import Stage
from hipwise.knowledge.library import load_library
from hipwise.records.prompts import LEASE
from hipwise.reminders.loop import AT_ONCE
from hipwise.replies import Reply
from hipwise.telegram.sending import Outcome

from .conftest import DAY, HOME, HOUR, NOW, ROOT, TONIGHT, Rig

SAM, ALEX = "terminal:1", "terminal:2"
EVENING = Rhythm(dtm.time(19, 30), WEEKDAYS, HOME)
MINUTE = dtm.timedelta(minutes=1)
CHECK_IN = "the time you picked"


async def test_it_says_what_is_due_once_and_in_the_talk(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    assert await rig.at(TONIGHT - MINUTE) == []
    (said,) = await rig.at(TONIGHT)
    assert CHECK_IN in said
    assert await rig.at(TONIGHT + MINUTE) == []
    assert rig.outcomes(SAM) == [("check_in", "sent")]
    (message,) = rig.talk.heard
    assert message.parse_data is not None and message.metadata is not None
    assert message.parse_data["intent"]["name"] == "EXTERNAL_prompt"
    assert message.metadata["now"] == "2026-11-25T19:30:00"
    assert (message.sender_id, message.input_channel) == (SAM, "terminal")


async def test_after_an_outage_what_is_still_useful_is_said(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    rig.schedules.save(ALEX, Rhythm(dtm.time(8), WEEKDAYS, HOME), NOW)
    said = await rig.at(TONIGHT + 3 * DAY + 2 * HOUR)
    assert len(said) == 2
    assert rig.outcomes(SAM) == [("check_in", "late"), ("check_in", "sent")]
    assert rig.outcomes(ALEX) == [("check_in", "late"), ("check_in", "sent")]
    assert [prompt.day for prompt in rig.prompts.of(SAM)] == [
        TONIGHT.date(),
        (TONIGHT + 3 * DAY).date(),
    ]


async def test_late_at_night_nothing_is_made_up_for(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    assert await rig.at(TONIGHT + 3 * HOUR) == []
    assert rig.outcomes(SAM) == [("check_in", "late")]


async def test_whoever_chose_a_late_hour_is_prompted_up_to_three_hours_late(rig: Rig) -> None:
    late = Rhythm(dtm.time(23), WEEKDAYS, HOME, chose_quiet_hours=True)
    for person in (SAM, ALEX):
        rig.schedules.save(person, late, NOW)
    rig.schedules.stop(ALEX, NOW)
    assert len(await rig.at(NOW.replace(hour=23) + 2.9 * HOUR)) == 1
    assert await rig.at(NOW.replace(hour=23) + DAY + 3.1 * HOUR) == []
    assert rig.outcomes(SAM) == [("check_in", "sent"), ("check_in", "late")]


async def test_a_bad_day_of_telegrams_is_tried_again_with_growing_pauses(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    rig.post.outcome = lambda: Outcome.FAILED
    moments = [TONIGHT + number * MINUTE for number in range(61)]
    tries = [moment for moment in moments if await rig.at(moment)]
    waits = [(later - earlier) / MINUTE for earlier, later in pairwise(tries)]
    assert waits == [1, 1, 2, 4, 8, 15, 15]
    rig.post.outcome = lambda: Outcome.SENT
    assert len(await rig.at(TONIGHT + 1.5 * HOUR)) == 1
    assert rig.outcomes(SAM) == [("check_in", "sent")]


async def test_an_outage_until_night_ends_the_tries(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    rig.post.outcome = lambda: Outcome.FAILED
    assert len(await rig.at(TONIGHT)) == 1
    assert await rig.at(TONIGHT + 3 * HOUR) == []
    assert rig.outcomes(SAM) == [("check_in", "late")]


async def test_whoever_blocked_is_noted_as_such(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    rig.post.outcome = lambda: Outcome.BLOCKED
    await rig.at(TONIGHT)
    assert rig.outcomes(SAM) == [("check_in", "blocked")]


async def test_one_failure_does_not_stop_the_others(rig: Rig) -> None:
    for person in (SAM, ALEX):
        rig.schedules.save(person, EVENING, NOW)
    outcomes = cycle([Outcome.FAILED, Outcome.SENT])
    rig.post.outcome = lambda: next(outcomes)
    assert len(await rig.at(TONIGHT)) == 2
    assert {outcome for who in (SAM, ALEX) for _, outcome in rig.outcomes(who)} == {None, "sent"}


async def test_a_turn_that_breaks_is_tried_again_when_the_lease_is_over(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    rig.talk.breaks = True
    assert await rig.at(TONIGHT) == []
    rig.talk.breaks = False
    assert await rig.at(TONIGHT + MINUTE) == []
    assert len(await rig.at(TONIGHT + LEASE)) == 1


async def test_no_exercises_while_a_danger_sign_is_open(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    rig.flags.open(SAM, "B", ["locked"], NOW, NOW + DAY)
    assert await rig.at(TONIGHT) == []
    assert rig.outcomes(SAM) == [("check_in", "late")]
    rig.flags.close(SAM, "seen", TONIGHT)
    assert len(await rig.at(TONIGHT + DAY)) == 1


async def test_whoever_is_being_counted_is_not_disturbed(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    card = load_library(ROOT / "content").exercises["clamshell"]

    class Nowhere:
        def show(self, reply: Reply, fresh: bool) -> None:
            """Shows nothing."""

    async def never(seconds: float) -> None:
        raise AssertionError("nothing to wait for")

    rig.guided.open_stage("terminal", Stage(lambda _: Nowhere(), never, lambda: 0.0))
    rig.guided.start(SAM, card)
    rig.guided.pause(SAM)
    assert await rig.at(TONIGHT) == []
    await rig.guided.close()
    assert await rig.at(TONIGHT + MINUTE) == []
    assert len(await rig.at(TONIGHT + 5 * MINUTE)) == 1


async def test_a_kind_with_nothing_to_say_is_let_go(rig: Rig) -> None:
    rig.reminding.composers.register("weekly", lambda person, day: None)
    for kind in ("weekly", "review"):
        rig.prompts.plan(SAM, kind, NOW.date(), NOW, NOW)
    assert await rig.at(NOW) == []
    assert rig.outcomes(SAM) == [("weekly", "late"), ("review", "late")]


async def test_others_may_add_kinds(rig: Rig) -> None:
    rig.reminding.composers.register("weekly", lambda person, day: [Reply(f"{person} {day}")])
    rig.prompts.plan(SAM, "weekly", NOW.date(), NOW, NOW)
    assert await rig.at(NOW) == [f"{SAM} 2026-11-25"]


async def test_it_asks_once_whether_to_go_quiet_and_goes_quiet(rig: Rig) -> None:
    rig.schedules.save(SAM, EVENING, NOW)
    said = [await rig.at(TONIGHT + number * DAY) for number in range(7)]
    assert [len(one) for one in said] == [1, 1, 1, 1, 0, 0, 0]
    assert "go quiet" in said[3][0] and CHECK_IN in said[2][0]
    row = rig.schedules.get(SAM)
    assert row is not None and row.stopped_at is not None


async def test_prompts_go_out_at_25_a_second(rig: Rig) -> None:
    for number in range(60):
        rig.schedules.save(f"terminal:{number}", EVENING, NOW)
    assert len(await rig.at(TONIGHT)) == 60
    assert sum(rig.slept) == pytest.approx((60 - 5) / 25, rel=0.05)


async def test_the_person_of_a_far_zone_is_prompted_in_their_evening(rig: Rig) -> None:
    rig.schedules.set_zone(SAM, "Asia/Tokyo", "JP", "Tokyo, Japan", NOW)
    rig.schedules.save(SAM, Rhythm(dtm.time(19, 30), WEEKDAYS, "Asia/Tokyo"), NOW)
    assert await rig.at(TONIGHT) == []
    assert len(await rig.at(TONIGHT + DAY - 9 * HOUR)) == 1
    metadata = rig.talk.heard[0].metadata
    assert metadata is not None and metadata["now"] == "2026-11-26T19:30:00"


async def test_stopping_gives_back_what_was_not_begun_and_waits_for_what_was(rig: Rig) -> None:
    people = [f"terminal:{number}" for number in range(40)]
    for person in people:
        rig.schedules.save(person, EVENING, NOW)
    rig.clock.now = TONIGHT
    said: list[str] = []
    release = asyncio.Event()

    async def send(person: str, _reply: Reply) -> Outcome:
        said.append(person)
        await release.wait()
        return Outcome.SENT

    looking = asyncio.create_task(rig.loop.run(send))
    while len(said) < AT_ONCE:
        await asyncio.sleep(0.01)
    closing = asyncio.create_task(rig.loop.close(60))
    await asyncio.sleep(0)
    release.set()
    await closing
    await looking
    assert len(said) == AT_ONCE
    assert sorted(
        person for person in people if rig.outcomes(person) == [("check_in", "sent")]
    ) == sorted(said)
    # Another process need not wait for the lease.
    assert len(rig.prompts.claim_due(TONIGHT, 100)) == len(people) - AT_ONCE
