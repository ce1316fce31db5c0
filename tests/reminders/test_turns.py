"""Which messages are the answer to a question about reminders."""

from __future__ import annotations

from typing import Any

import pytest

from hipwise.reminders.turns import answered_by


def parsed(intent: str, decision: str = "answer", **entities: str) -> dict[str, Any]:
    return {
        "intent": {"name": "report_red_flag" if intent == "red" else intent},
        "understanding": {"intent": intent, "decision": decision},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        "triage": {"tier": "A"} if intent == "red" else {},
    }


@pytest.mark.parametrize(
    ("asked", "message", "text", "intent"),
    [
        ("time", parsed("log_pain", time="08:00"), "8", "set_reminder"),
        ("change", parsed("ask_plan_today", weekday="thu"), "put thursday back in", "set_reminder"),
        ("change", parsed("log_pain", weekday="thu"), "it hurt thursday again", None),
        ("time", parsed("snooze_reminder", time="20:00"), "8pm", "set_reminder"),
        (
            "time",
            parsed("nlu_fallback", "offer", time="19:30"),
            "half seven would be ok",
            "set_reminder",
        ),
        ("time", parsed("stop_reminder"), "no, stop reminding me", "stop_reminder"),
        ("days", parsed("nlu_fallback", "decline", weekday="mon"), "mondays", "set_reminder"),
        ("until", parsed("log_exercise", until="2026-12-09"), "two weeks", "pause_reminder"),
        ("when", parsed("set_reminder", time="20:00"), "8pm", "snooze_reminder"),
        ("change", parsed("log_pain", time="08:00"), "make it 8 instead", "set_reminder"),
        ("change", parsed("nlu_fallback", "offer", weekday="mon"), "only mondays", "set_reminder"),
        ("change", parsed("snooze_reminder", time="08:00"), "in an hour", "snooze_reminder"),
        ("change", parsed("log_pain", time="08:00"), "8", None),
        ("change", parsed("log_pain", time="04:00"), "knee is a 4", None),
        ("place", parsed("nlu_fallback", "decline"), "Xyzzyville", "set_timezone"),
        ("place", parsed("set_timezone", place="Lisbon"), "Lisbon", "set_timezone"),
        ("time", parsed("ask_exercise_howto"), "how do I do clamshells?", None),
        (
            "time",
            parsed("ask_rest", time="08:00"),
            "can I rest the knee from 8 in the morning?",
            None,
        ),
        ("time", parsed("red", time="08:00"), "chest pain since 8", None),
        ("place", parsed("ask_rest"), "should I rest?", None),
        ("place", parsed("affirm"), "ok", None),
        ("until", parsed("thank"), "thanks", None),
        ("until", parsed("set_reminder", time="09:00"), "reminder at 9am", "set_reminder"),
        ("until", parsed("snooze_reminder"), "when do you ask me next", "set_reminder"),
        ("until", parsed("pause_reminder", weekday="mon"), "not on sundays", "set_reminder"),
        ("until", parsed("pause_reminder", weekday="mon"), "till monday", "pause_reminder"),
        ("until", parsed("ask_rest"), "when can I rest the knee?", None),
        ("time", parsed("ask_exercise_dose", weekday="mon"), "every day", "set_reminder"),
        ("change", parsed("log_pain", time="05:30"), "nah 5.30", "set_reminder"),
        ("change", parsed("snooze_reminder", time="20:00"), "nah 8pm", "set_reminder"),
        ("change", parsed("snooze_reminder", time="20:00"), "no, 8pm today", "snooze_reminder"),
    ],
)
def test_answers(asked: str, message: dict[str, Any], text: str, intent: str | None) -> None:
    assert answered_by(asked, message, text) == intent
