"""What people wish of their plan."""

from __future__ import annotations

import datetime as dtm
from pathlib import Path
from typing import Optional

import pytest

from hipwise.forms.plan_wishes import PlanWishes, Wish, Wished
from hipwise.understanding.entities import shared_reader
from hipwise.understanding.entities.names import load_table

LOOKUP = Path(__file__).parents[2] / "data" / "lookup"
WISHES = PlanWishes(load_table(LOOKUP / "plan.yml"), shared_reader(LOOKUP))
WEDNESDAY = dtm.datetime(2026, 11, 25, 14, 0)
PLAN = ("clamshell", "hydrant", "bridge", "calf raises")
FRIDAY = dtm.date(2026, 11, 27)
THURSDAY = dtm.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("swap the hydrants", Wished(Wish.SWAP, ("hydrant",))),
        ("can I swap the bridge for step ups", Wished(Wish.SWAP, ("bridge", "step_up"))),
        ("something else instead of clamshells please", Wished(Wish.SWAP, ("clamshell",))),
        ("replace the hydrants with wall sits", Wished(Wish.SWAP, ("hydrant", "wall_sit"))),
        ("i hate hydrants", Wished(Wish.SWAP, ("hydrant",))),
        ("I can't do the bridge", Wished(Wish.SWAP, ("bridge",))),
        ("swap one", Wished(Wish.SWAP)),
        ("can I add step ups", Wished(Wish.ADD, ("step_up",))),
        ("please add wall sits too", Wished(Wish.ADD, ("wall_sit",))),
        ("skip the bridge today", Wished(Wish.SKIP, ("bridge",))),
        ("no hydrants today", Wished(Wish.SKIP, ("hydrant",))),
        ("leave out the calf raises", Wished(Wish.SKIP, ("calf raises",))),
        ("leave the clams and bridges out", Wished(Wish.SKIP, ("clamshell", "bridge"))),
        ("take the hydrants off for today", Wished(Wish.SKIP, ("hydrant",))),
        ("just the bridges and clams, leave the rest off", None),
        ("no, I did want the hydrants, put them in", Wished(Wish.ADD, ("hydrant",))),
        ("put the bridges back", Wished(Wish.BACK, ("bridge",))),
        ("i want my clams back", Wished(Wish.BACK, ("clamshell",))),
        ("take that back", Wished(Wish.BACK)),
        ("no bridges, my back hurts", Wished(Wish.SKIP, ("bridge",))),
        ("not today", Wished(Wish.NOT_TODAY)),
        ("too tired today", Wished(Wish.NOT_TODAY)),
        ("put it back", Wished(Wish.BACK)),
        ("undo", Wished(Wish.BACK)),
        ("rather tuesday and saturday", Wished(Wish.DAYS, days=("tue", "sat"))),
        (
            "could I train on Monday, Wednesday and Saturday",
            Wished(Wish.DAYS, days=("mon", "wed", "sat")),
        ),
        ("and tomorrow?", Wished(Wish.SHOW, day=THURSDAY)),
        ("what about friday", Wished(Wish.SHOW, day=FRIDAY)),
        ("show me the whole week", Wished(Wish.WEEK)),
        ("add band walks 3x12", Wished(Wish.ADD, ("band_walk",), dose=(3, 12))),
        ("I only want 2 exercises", Wished(Wish.FEWER, count=2)),
        ("one exercise is enough for me", Wished(Wish.FEWER, count=1)),
        ("too many exercises", Wished(Wish.FEWER)),
        ("can we have fewer", Wished(Wish.FEWER)),
        ("drop one of them", Wished(Wish.FEWER)),
        ("can you leave one out", Wished(Wish.FEWER)),
        ("can we cut down on the exercises", Wished(Wish.FEWER)),
        ("cut it down please", Wished(Wish.FEWER)),
        ("swap bridge", Wished(Wish.SWAP, ("bridge",))),
        ("swap the clamshell for something else, so dull", Wished(Wish.SWAP, ("clamshell",))),
        ("why does my knee click", None),
        ("how deep should I go", None),
        ("thanks", None),
        ("", None),
    ],
)
def test_wishes(text: str, wished: Optional[Wished]) -> None:
    assert WISHES.read(text, WEDNESDAY, PLAN) == wished


@pytest.mark.parametrize(
    ("text", "away", "into"),
    [
        ("can't do fridays, late shift. saturday instead", ["fri"], ["sat"]),
        ("move it from mon to tuesday", ["mon"], ["tue"]),
        ("not monday, tuesday. I'm away mon", ["mon"], ["tue"]),
        ("swap friday for sunday", ["fri"], ["sun"]),
        ("thursday instead of wednesday", ["wed"], ["thu"]),
        ("wednesdays don't work for me, could it be tuesday", ["wed"], ["tue"]),
        ("I work mondays so tuesday please", ["mon"], ["tue"]),
        ("never on mondays or fridays", ["mon", "fri"], []),
        ("fridays i can't", ["fri"], []),
        ("i'm busy on mondays", ["mon"], []),
        ("can i not train on fridays?", ["fri"], []),
        ("can you move mondays to tuesday?", ["mon"], ["tue"]),
        ("is it ok if i do tuesdays instead of mondays?", ["mon"], ["tue"]),
    ],
)
def test_days_are_taken_away_and_put_in(text: str, away: list[str], into: list[str]) -> None:
    wished = Wished(Wish.DAYS, days=tuple(into), away=tuple(away))
    assert WISHES.read(text, WEDNESDAY, PLAN) == wished


@pytest.mark.parametrize(
    "text",
    [
        "no pain on fridays so far",
        "i'm not sore on mondays",
        "my knee is never stiff on mondays or fridays",
        "why is there no training on wednesdays",
        "is it ok that i don't do anything on sundays",
        "no training on wednesdays?",
        "should i not train on fridays",
        "i don't sleep well on sundays",
        "can't sleep on sunday nights anymore",
        "my kids don't have school on wednesdays",
        "the pool is never open on sundays",
    ],
)
def test_remarks_and_questions_move_no_days(text: str) -> None:
    wished = WISHES.read(text, WEDNESDAY, PLAN)
    assert wished is None or wished.wish is not Wish.DAYS


@pytest.mark.parametrize(
    "text",
    ["should i take one paracetamol before?", "can i cut down on running"],
)
def test_fewer_is_of_exercises(text: str) -> None:
    assert WISHES.read(text, WEDNESDAY, PLAN) is None


@pytest.mark.parametrize("text", ["can't make friday this week", "not friday", "no training today"])
def test_one_day_off_moves_no_training(text: str) -> None:
    wished = WISHES.read(text, WEDNESDAY, PLAN)
    assert wished is None or not wished.away


@pytest.mark.parametrize(
    ("text", "day"),
    [("what's on today", None), ("what's on tomorrow", THURSDAY), ("plan for friday", FRIDAY)],
)
def test_which_day_is_shown(text: str, day: Optional[dtm.date]) -> None:
    shown = WISHES.shown(text, WEDNESDAY)
    assert (shown.day if shown else None) == day
