"""Looping animations at the tempo of the exercise, with the seconds counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from hipwise.pictures.floor import clamshell_panel, hydrant_panel
from hipwise.pictures.render import Camera
from hipwise.pictures.sheet import Label, Panel, Words, draw_panel
from hipwise.pictures.standing import single_leg_squat_panel

FRAME_WIDTH = 480
FRAMES_A_SECOND = 8
TICK = 10
"""A GIF keeps times in hundredths of a second; these are the milliseconds in one."""


@dataclass(frozen=True)
class Phase:
    """A part of a repetition.

    Attributes:
        key: of its word in content/pictures/labels.yml.
        seconds: how long it lasts.
        start: share of the movement at its beginning.
        end: share of the movement at its end.
    """

    key: str
    seconds: int
    start: float
    end: float


@dataclass(frozen=True)
class Motion:
    """One repetition, looped.

    Attributes:
        view: gives the panel at a share of the movement.
        camera: in pixels of the frame.
        height: of the frame.
        phases: in order; the last one ends where the first begins.
    """

    view: Callable[[float, Camera], Panel]
    camera: Camera
    height: int
    phases: tuple[Phase, ...]


@dataclass(frozen=True)
class Frame:
    """One picture of an animation and how long it is shown, in milliseconds."""

    share: float
    words: str
    milliseconds: int


# Tempos: clinical_facts.md section 4 (clamshell lift, hold 1 s, lower 3 s; hydrant 4 s and
# 4 s with a pause of 1 s; squat 3 s down, 1 s pause, 2 s up), each with a short rest.
MOTIONS: Mapping[str, Motion] = {
    "clamshell": Motion(
        clamshell_panel,
        Camera(azimuth=8, elevation=30, scale=268, centre=(-0.03, 0.1, 0.1), at=(240, 205)),
        360,
        (
            Phase("lift", 3, 0.0, 1.0),
            Phase("hold", 1, 1.0, 1.0),
            Phase("lower", 3, 1.0, 0.0),
            Phase("rest", 1, 0.0, 0.0),
        ),
    ),
    "hydrant": Motion(
        hydrant_panel,
        Camera(azimuth=42, elevation=20, scale=302, centre=(0.17, 0.33, 0.06), at=(246, 190)),
        420,
        (
            Phase("lift", 4, 0.0, 1.0),
            Phase("hold", 1, 1.0, 1.0),
            Phase("lower", 4, 1.0, 0.0),
            Phase("rest", 1, 0.0, 0.0),
        ),
    ),
    "single_leg_squat": Motion(
        single_leg_squat_panel,
        Camera(azimuth=0, elevation=10, scale=252, centre=(0.06, 0.8, 0.0), at=(240, 252)),
        530,
        (
            Phase("down", 3, 0.0, 1.0),
            Phase("pause", 1, 1.0, 1.0),
            Phase("up", 2, 1.0, 0.0),
            Phase("rest", 1, 0.0, 0.0),
        ),
    ),
}


def frames(motion: Motion, words: Words) -> list[Frame]:
    """The frames of one repetition; times add up to the phases' own."""
    result: list[Frame] = []
    for phase in motion.phases:
        if phase.start == phase.end:
            result.append(Frame(phase.end, words[phase.key], phase.seconds * 1000))
            continue
        count = phase.seconds * FRAMES_A_SECOND
        edges = np.round(np.linspace(0, phase.seconds * 1000, count + 1) / TICK).astype(int) * TICK
        for i in range(count):
            # Eases in and out, as a person does who moves slowly and under control.
            eased = 0.5 - 0.5 * np.cos(np.pi * (i + 0.5) / count)
            share = phase.start + (phase.end - phase.start) * float(eased)
            second = int(edges[i]) // 1000 + 1
            shown = int(edges[i + 1] - edges[i])
            result.append(Frame(share, f"{words[phase.key]}  {second}", shown))
    return result


def draw_frame(motion: Motion, frame: Frame, enlargement: int = 2) -> Image.Image:
    """One frame as an RGB image of FRAME_WIDTH x motion.height pixels."""
    size = (FRAME_WIDTH, motion.height)
    panel = replace(
        motion.view(frame.share, motion.camera),
        labels=(Label("words", (0.5, 1 - 44 / motion.height)),),
    )
    drawn = draw_panel(panel, size, {"words": frame.words}, enlargement, None)
    return drawn.resize(size, Image.Resampling.LANCZOS)
