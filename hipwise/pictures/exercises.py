"""The twelve exercise drawings, by the names that the whole program uses."""

from __future__ import annotations

from hipwise.pictures.floor import (
    bridge,
    clamshell,
    hydrant,
    side_lying_abduction,
    side_plank,
    straight_leg_raise,
)
from hipwise.pictures.standing import (
    band_walk,
    single_leg_squat,
    sit_to_stand,
    step_down,
    step_up,
    wall_sit,
)

EXERCISES = {
    scene.__name__: scene
    for scene in (
        clamshell,
        hydrant,
        single_leg_squat,
        side_lying_abduction,
        bridge,
        side_plank,
        band_walk,
        wall_sit,
        step_down,
        step_up,
        straight_leg_raise,
        sit_to_stand,
    )
}
