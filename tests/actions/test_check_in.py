"""How a check-in begins: for a prompt, asked for, or told in words."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.check_in import ActionBeginCheckIn, ActionFinishCheckIn
from actions.plan import ActionShowPlan
from hipwise.coaching.self_test import Leg, LegResult, Look, MirrorTest, Seen
from hipwise.conversations import open_tracker_store
from hipwise.forms.check_in import DAY, PLAN
from hipwise.knowledge.library import load_library
from hipwise.records.database import migrate, open_engine, session_factory
from hipwise.services import Services, build_services

CONTENT = Path(__file__).parents[2] / "content"
NOW = datetime(2026, 11, 25, 19, 0, tzinfo=timezone.utc)
SAM = "desk:sam"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    engine = open_engine(f"sqlite:///{tmp_path}/records.db")
    migrate(engine)
    library = load_library(CONTENT)
    conversations = open_tracker_store("", tmp_path).engine
    return build_services(
        library,
        session_factory(engine),
        conversations,
        tmp_path,
        lambda: NOW,
        home_zone="UTC",
    )


def tracker(text: str, intent: str, entities: dict[str, str] | None = None) -> Tracker:
    found = [
        {"entity": name, "value": value, "start": 0, "end": 0}
        for name, value in (entities or {}).items()
    ]
    message = {"text": text, "intent": {"name": intent}, "entities": found}
    return Tracker(SAM, {}, message, [], False, None, {}, None)


async def begin(services: Services, text: str, intent: str) -> tuple[list[str], dict[str, Any]]:
    """What the action hands on to, and the answers it keeps."""
    events = await ActionBeginCheckIn(services).run(
        CollectingDispatcher(), tracker(text, intent), {}
    )
    kept = services.open_forms.get(SAM, "check_in")
    followed = [event["name"] for event in events if event["event"] == "followup"]
    return followed, dict(kept.answers) if kept else {}


async def test_a_prompt_begins_it_without_words(services: Services) -> None:
    await ActionShowPlan(services).run(CollectingDispatcher(), tracker("", "ask_plan_today"), {})
    followed, answers = await begin(services, "EXTERNAL: EXTERNAL_prompt", "EXTERNAL_prompt")
    assert followed == ["check_in_form"]
    assert answers[DAY] == "2026-11-25"
    assert answers[PLAN] == [["clamshell", "Clamshell"], ["bridge", "Bridge"]]
    assert "trained" not in answers


async def test_a_prompt_takes_up_what_was_begun(services: Services) -> None:
    _, before = await begin(services, "did most of it", "log_exercise")
    followed, answers = await begin(services, "EXTERNAL: EXTERNAL_prompt", "EXTERNAL_prompt")
    assert followed == ["check_in_form"]
    assert answers["trained"] == before["trained"] == "part"


async def test_words_that_tell_all_are_kept_at_once(services: Services) -> None:
    followed, _ = await begin(services, "yep all done no pain", "log_exercise")
    assert followed == ["action_finish_check_in"]
    dispatcher = CollectingDispatcher()
    events = await ActionFinishCheckIn(services).run(
        dispatcher, tracker("yep all done no pain", "log_exercise"), {}
    )
    assert services.diary.check_ins.get(SAM, NOW.date()).pain == 0  # type: ignore[union-attr]
    assert "in the green" in dispatcher.messages[0]["text"]
    assert events[-1] == {"event": "followup", "timestamp": None, "name": "action_listen"}
    assert services.open_forms.get(SAM, "check_in") is None


async def test_an_open_flag_holds_plan_and_check_in_back(services: Services) -> None:
    services.people.seen(SAM, NOW)
    services.flags.open(SAM, "B", ["calf_swelling"], NOW, NOW)
    dispatcher = CollectingDispatcher()
    events = await ActionShowPlan(services).run(dispatcher, tracker("", "ask_plan_today"), {})
    assert services.diary.plan(SAM) is None
    assert events == [{"event": "slot", "timestamp": None, "name": "topic", "value": None}]
    followed, answers = await begin(services, "check in", "start_check_in")
    assert (followed, answers) == (["action_listen"], {})


async def test_what_the_mirror_test_gave_to_practise_is_said_again(services: Services) -> None:
    seen = {look: Seen.NO for look in Look}
    leg = LegResult({**seen, Look.HIP_DROP: Seen.YES}, pain=1)
    test = MirrorTest({Leg.LEFT: leg, Leg.RIGHT: LegResult(seen, pain=0)}, None, NOW.date())
    services.self_tests.add(SAM, test, NOW)
    await begin(services, "yep all done no pain", "log_exercise")
    dispatcher = CollectingDispatcher()
    said = tracker("yep all done no pain", "log_exercise")
    await ActionFinishCheckIn(services).run(dispatcher, said, {})
    assert "like headlights on a flat road" in dispatcher.messages[0]["text"]
