"""Gives the skeleton its flesh and clothes: rows of spheres from joint to joint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hipwise.pictures import palette
from hipwise.pictures.render import Balls, Colour
from hipwise.pictures.skeleton import ArmJoints, Frame, Joints, LegJoints, Vector

LegRole = Literal["moving", "still", "far", "moving_far"]

TORSO, HEAD, LEFT_ARM, RIGHT_ARM, LEFT_LEG, RIGHT_LEG = range(1, 7)

# Radii in metres along each segment, from its upper joint (0) to its lower joint (1).
THIGH_PROFILE = ((0.0, 0.082), (0.25, 0.081), (0.6, 0.068), (0.85, 0.056), (1.0, 0.054))
SHORTS_PROFILE = ((0.0, 0.084), (0.3, 0.085))
SHIN_PROFILE = ((0.0, 0.054), (0.12, 0.052), (0.32, 0.056), (0.65, 0.043), (1.0, 0.034))
UPPER_ARM_PROFILE = ((0.0, 0.050), (0.35, 0.046), (0.8, 0.037), (1.0, 0.035))
FOREARM_PROFILE = ((0.0, 0.035), (0.25, 0.037), (0.7, 0.029), (1.0, 0.024))
HAND_PROFILE = ((0.0, 0.024), (0.4, 0.031), (0.7, 0.025), (1.0, 0.014))
CALF_BULGE = 0.013
SLEEVE_SHARE = 0.62
SEAM_SHARE = 0.35
SHORTS_SHARE = 0.30

# Along the trunk: share of the way from hips to neck, half width, half depth, forward shift.
TRUNK_PROFILE = (
    (-0.06, 0.135, 0.082, -0.010),
    (0.10, 0.168, 0.100, -0.010),
    (0.20, 0.158, 0.096, -0.004),
    (0.38, 0.132, 0.086, 0.004),
    (0.60, 0.150, 0.100, 0.004),
    (0.74, 0.160, 0.096, 0.002),
    (0.84, 0.156, 0.080, -0.002),
    (0.92, 0.115, 0.062, -0.004),
    (1.00, 0.062, 0.052, -0.002),
)
SHIRT_FROM = 0.10


@dataclass(frozen=True)
class Dress:
    """How each leg is coloured: the one that moves has the accent colour."""

    left: LegRole = "still"
    right: LegRole = "still"


LEG_COLOURS: dict[LegRole, Colour] = {
    "moving": palette.ACCENT,
    "moving_far": palette.ACCENT_FAR,
    "still": palette.LEGGING,
    "far": palette.LEGGING_FAR,
}


def flesh(joints: Joints, dress: Dress) -> list[Balls]:
    """The whole body as spheres in world space."""
    return [
        *_trunk(joints),
        *_head(joints),
        *_leg(joints.left_leg, LEG_COLOURS[dress.left], LEFT_LEG),
        *_leg(joints.right_leg, LEG_COLOURS[dress.right], RIGHT_LEG),
        *_arm(joints.left_arm, LEFT_ARM),
        *_arm(joints.right_arm, RIGHT_ARM),
    ]


def chain(
    points: NDArray[np.float64], radii: NDArray[np.float64], colour: Colour, group: int
) -> Balls:
    """Spheres close enough together along a line of points to look like one smooth limb."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    gaps = np.maximum(1, np.ceil(steps / (0.09 * np.minimum(radii[:-1], radii[1:])))).astype(int)
    centres, sizes = [points[:1]], [radii[:1]]
    for i, count in enumerate(gaps):
        share = np.linspace(0, 1, count + 1)[1:]
        centres.append(points[i] + share[:, None] * (points[i + 1] - points[i]))
        sizes.append(radii[i] + share * (radii[i + 1] - radii[i]))
    return Balls(np.concatenate(centres), np.concatenate(sizes), colour, group)


def _profile(
    start: Vector,
    end: Vector,
    profile: tuple[tuple[float, float], ...],
    colour: Colour,
    group: int,
    first: float = 0.0,
    last: float = 1.0,
) -> Balls:
    """One segment with the radii of its profile, or the part between two shares of it."""
    shares = np.linspace(first, last, 14)
    radii = np.interp(shares, *np.array(profile).T)
    return chain(start + shares[:, None] * (end - start), radii, colour, group)


def _leg(leg: LegJoints, colour: Colour, group: int) -> list[Balls]:
    shares = np.linspace(0, 1, 16)
    line = leg.knee + shares[:, None] * (leg.ankle - leg.knee)
    bulge = CALF_BULGE * np.exp(-(((shares - 0.3) / 0.2) ** 2))
    line = line - bulge[:, None] * leg.shin[:, 2]
    calf = chain(line, np.interp(shares, *np.array(SHIN_PROFILE).T), colour, group)
    return [
        _profile(leg.hip, leg.knee, SHORTS_PROFILE, palette.SHORTS, group, 0.0, SHORTS_SHARE),
        _profile(leg.hip, leg.knee, THIGH_PROFILE, colour, group, SHORTS_SHARE - 0.1, 1.0),
        calf,
        *_shoe(leg, group),
    ]


def _shoe(leg: LegJoints, group: int) -> list[Balls]:
    _, up, forward = leg.foot.T
    heel = leg.ankle - 0.044 * up - 0.034 * forward
    instep = leg.ankle - 0.036 * up + 0.055 * forward
    ball = leg.ankle - 0.049 * up + 0.115 * forward
    toe = leg.ankle - 0.055 * up + 0.160 * forward
    points = np.stack([leg.ankle - 0.012 * up, heel, instep, ball, toe])
    radii = np.array([0.037, 0.036, 0.040, 0.031, 0.025])
    wide = 0.012 * leg.foot[:, 0]
    return [
        chain(points, radii, palette.SHOE, group),
        chain(points[3:] + wide, radii[3:], palette.SHOE, group),
        chain(points[3:] - wide, radii[3:], palette.SHOE, group),
    ]


def _arm(arm: ArmJoints, group: int) -> list[Balls]:
    shares = np.array([0.0, 0.35, 0.7, 1.0])
    hand = arm.wrist + shares[:, None] * (arm.fingertips - arm.wrist)
    upper = (arm.shoulder, arm.elbow, UPPER_ARM_PROFILE)
    return [
        replace(_profile(*upper, palette.SHIRT, group, 0.0, SEAM_SHARE), seamless=True),
        _profile(*upper, palette.SHIRT, group, SEAM_SHARE, SLEEVE_SHARE),
        _profile(*upper, palette.SKIN, group, SLEEVE_SHARE, 1.0),
        _profile(arm.elbow, arm.wrist, FOREARM_PROFILE, palette.SKIN, group),
        chain(hand, np.array([0.024, 0.031, 0.027, 0.016]), palette.SKIN, group),
    ]


def _trunk(joints: Joints) -> list[Balls]:
    """Level by level: a row of spheres from side to side."""
    profile = np.array(TRUNK_PROFILE)
    levels = np.linspace(TRUNK_PROFILE[0][0], TRUNK_PROFILE[-1][0], 40)
    shirt: list[NDArray[np.float64]] = []
    shorts: list[NDArray[np.float64]] = []
    for level in levels:
        half_width, half_depth, shift = (
            float(np.interp(level, profile[:, 0], profile[:, k])) for k in (1, 2, 3)
        )
        centre, frame = _trunk_level(joints, float(level))
        reach = max(half_width - half_depth, 0.0)
        across = np.linspace(-reach, reach, 9)
        row = centre + shift * frame[:, 2] + across[:, None] * frame[:, 0]
        rows = np.column_stack([row, np.full(len(across), half_depth)])
        (shirt if level >= SHIRT_FROM else shorts).append(rows)
    seat = [
        joints.pelvis
        + side * 0.070 * joints.pelvis_frame[:, 0]
        + 0.005 * joints.pelvis_frame[:, 1]
        - 0.028 * joints.pelvis_frame[:, 2]
        for side in (-1, 1)
    ]
    shorts.append(np.column_stack([np.stack(seat), np.full(2, 0.086)]))
    # From the neck to the points of the shoulders.
    collar = joints.neck - 0.012 * joints.chest_frame[:, 1]
    yoke = [
        replace(
            chain(np.stack([collar, arm.shoulder]), np.array([0.046, 0.050]), palette.SHIRT, TORSO),
            seamless=True,
        )
        for arm in (joints.left_arm, joints.right_arm)
    ]
    return [
        *yoke,
        _rows(shirt, palette.SHIRT),
        _rows(shorts, palette.SHORTS),
        chain(np.stack([joints.neck, joints.head]), np.array([0.050, 0.048]), palette.SKIN, TORSO),
    ]


def _rows(rows: list[NDArray[np.float64]], colour: Colour) -> Balls:
    table = np.concatenate(rows)
    return Balls(table[:, :3], table[:, 3], colour, TORSO)


def _trunk_level(joints: Joints, level: float) -> tuple[Vector, Frame]:
    """Centre and frame of the trunk at a share of the way from hips to neck.

    A quadratic curve with the lumbar joint as its control point bends smoothly and meets
    the pelvis and the chest in their own directions.
    """
    a, b, c = joints.pelvis, joints.lumbar, joints.neck
    if level < 0:
        return a + level * (c - a), joints.pelvis_frame
    centre = (1 - level) ** 2 * a + 2 * level * (1 - level) * b + level**2 * c
    mixed = (1 - level) * joints.pelvis_frame + level * joints.chest_frame
    # The nearest rotation to the mixture of the two frames.
    u, _, vt = np.linalg.svd(mixed)
    return centre, u @ vt


def _head(joints: Joints) -> list[Balls]:
    left, up, forward = joints.head_frame.T
    base = joints.head
    skull = base + 0.100 * up + 0.012 * forward
    jaw = base + 0.045 * up + 0.038 * forward
    nose = base + 0.075 * up + 0.108 * forward
    hair = skull + 0.016 * up - 0.016 * forward
    nape = base + 0.060 * up - 0.030 * forward
    eyes = np.stack([base + 0.098 * up + 0.098 * forward + s * 0.034 * left for s in (-1, 1)])
    ears = np.stack([base + 0.075 * up + 0.010 * forward + s * 0.090 * left for s in (-1, 1)])
    return [
        chain(np.stack([skull, jaw]), np.array([0.094, 0.067]), palette.SKIN, HEAD),
        Balls(nose[None, :], np.array([0.014]), palette.SKIN, HEAD),
        Balls(ears, np.full(2, 0.020), palette.SKIN, HEAD),
        Balls(eyes, np.full(2, 0.011), palette.EYE, HEAD, plain=True),
        chain(np.stack([hair, nape]), np.array([0.097, 0.070]), palette.HAIR, HEAD),
    ]
