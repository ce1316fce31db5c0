"""Exercises lying or kneeling on a mat: poses, views, arrows and where the words go."""

from __future__ import annotations

import numpy as np

from hipwise.pictures import props
from hipwise.pictures.body import Dress
from hipwise.pictures.render import Camera
from hipwise.pictures.scenes import HAND_ON_HIP, point, with_notes
from hipwise.pictures.sheet import Arrow, Figure, Guide, Label, Panel, Picture
from hipwise.pictures.skeleton import (
    ANKLE_HEIGHT,
    HIP_HALF_WIDTH,
    LUMBAR_HEIGHT,
    ON_ALL_FOURS,
    ON_BACK,
    ON_RIGHT_SIDE,
    SHIN,
    SHOULDER_HEIGHT,
    THIGH,
    ArmReach,
    LegAngles,
    LegReach,
    Pose,
    blend,
    solve,
)

LIES_ON_BACK = 0.105
"""Height of the hip joints above the floor: half the depth of the pelvis."""
LIES_ON_SIDE = 0.172
"""The same for somebody on their side: half the width."""


# --- clamshell -----------------------------------------------------------------------------
CLAMSHELL_LIFT = 47.0
"""Degrees that the top knee swings up round the line from hip to ankle; the feet stay put."""

UNDER_PILLOW = ArmReach((-0.66, 0.05, 0.20), (0.3, 0.0, 1.0), (-0.6, 0.0, -1.0))
ON_TOP_HIP = ArmReach((-0.15, 0.352, 0.085), (-0.2, 0.7, -0.6), (1.0, -0.15, -0.2))
SIDE_LYING_BOTTOM_LEG = LegReach((0.587, 0.050, 0.007), (0.0, 0.0, 1.0), ankle_angle=-15)


def clamshell_pose(share: float) -> Pose:
    """Knees together at 0, the top knee lifted at 1."""
    swing = np.radians(-8 + share * CLAMSHELL_LIFT)
    towards = (0.0, float(np.sin(swing)), float(np.cos(swing)))
    return Pose(
        pelvis=(0.0, LIES_ON_SIDE, 0.0),
        base=ON_RIGHT_SIDE,
        spine=(0, -5, 0),
        head=(5, 0, 0),
        right_leg=SIDE_LYING_BOTTOM_LEG,
        left_leg=LegReach((0.587, 0.140, 0.007), towards, ankle_angle=-15),
        left_arm=ON_TOP_HIP,
        right_arm=UNDER_PILLOW,
    )


def clamshell_panel(share: float, camera: Camera) -> Panel:
    """One moment of the clamshell, without words."""
    return Panel(
        caption="end" if share else "start",
        camera=camera,
        figures=(Figure(clamshell_pose(share), Dress(left="moving", right="still")),),
        props=tuple(props.pillow(-0.66, 0.0, 0.095)),
        mat=(-0.86, -0.32, 0.78, 0.46),
    )


def clamshell() -> Picture:
    camera = Camera(azimuth=8, elevation=30, scale=285, centre=(-0.03, 0.1, 0.1), at=(255, 335))
    end = solve(clamshell_pose(1.0)).left_leg.knee
    first, second = clamshell_panel(0.0, camera), clamshell_panel(1.0, camera)
    return Picture(
        (
            with_notes(
                first,
                labels=(
                    Label(
                        "feet", (0.66, 0.89), point(solve(clamshell_pose(0)).right_leg.ankle, 0.05)
                    ),
                    Label("hips", (0.45, 0.24), (0.03, 0.33, 0.05)),
                ),
            ),
            with_notes(
                second,
                arrows=(Arrow((point(end, 0.02, 0.10), point(end, 0.02, 0.44))),),
                labels=(Label("still", (0.33, 0.24), (0.03, 0.33, 0.05)),),
            ),
        ),
        height=560,
    )


# --- fire hydrant --------------------------------------------------------------------------
HYDRANT_LIFT = 70.0


def hydrant_pose(share: float) -> Pose:
    """On hands and knees at 0, the left knee lifted out to the side at 1."""
    pelvis = np.array([0.0, THIGH + 0.055, 0.0])
    lean = -11.0
    return Pose(
        pelvis=point(pelvis),
        base=ON_ALL_FOURS,
        tilt=(lean, 0, 0),
        head=(-12, 0, 0),
        right_leg=LegReach((-HIP_HALF_WIDTH, 0.055, -SHIN), (0.0, -1.0, 1.0), ankle_angle=-75),
        left_leg=LegAngles(flexion=90 + lean, abduction=share * HYDRANT_LIFT, knee=90, ankle=-60),
        left_arm=ArmReach((0.165, 0.026, 0.44), (0.3, 0.0, -1.0), (0.05, 0.0, 1.0)),
        right_arm=ArmReach((-0.165, 0.026, 0.44), (-0.3, 0.0, -1.0), (-0.05, 0.0, 1.0)),
    )


def hydrant_panel(share: float, camera: Camera) -> Panel:
    """One moment of the fire hydrant, without words."""
    return Panel(
        caption="end" if share else "start",
        camera=camera,
        figures=(Figure(hydrant_pose(share), Dress(left="moving", right="far")),),
        mat=(-0.27, -0.60, 0.30, 0.70),
    )


def hydrant() -> Picture:
    camera = Camera(azimuth=42, elevation=20, scale=318, centre=(0.17, 0.33, 0.06), at=(258, 302))
    start, end = (solve(hydrant_pose(share)).left_leg.knee for share in (0.0, 1.0))
    return Picture(
        (
            with_notes(hydrant_panel(0.0, camera), labels=(Label("under", (0.5, 0.90)),)),
            with_notes(
                hydrant_panel(1.0, camera),
                arrows=(
                    Arrow(
                        (
                            point(start, 0.18, 0.02),
                            point((start + end) / 2, 0.2, -0.02),
                            point(end, 0.16, 0.06),
                        )
                    ),
                ),
                labels=(Label("back", (0.40, 0.25), (-0.02, 0.645, 0.22)),),
            ),
        ),
        height=600,
    )


# --- side-lying leg lift -------------------------------------------------------------------
def side_lying_abduction_pose(share: float) -> Pose:
    """The top leg straight and low at 0, lifted about 30 degrees at 1."""
    return Pose(
        pelvis=(0.0, LIES_ON_SIDE, 0.0),
        base=ON_RIGHT_SIDE,
        tilt=(0, 0, -8),
        spine=(0, -5, 0),
        head=(5, 0, 0),
        right_leg=SIDE_LYING_BOTTOM_LEG,
        left_leg=LegAngles(flexion=-8, abduction=-7 + 37 * share, rotation=-4, ankle=5),
        left_arm=ON_TOP_HIP,
        right_arm=UNDER_PILLOW,
    )


def side_lying_abduction() -> Picture:
    camera = Camera(azimuth=10, elevation=24, scale=262, centre=(0.06, 0.1, 0.0), at=(255, 335))
    panels = [
        Panel(
            caption=caption,
            camera=camera,
            figures=(
                Figure(side_lying_abduction_pose(share), Dress(left="moving", right="still")),
            ),
            props=tuple(props.pillow(-0.66, 0.0, 0.095)),
            mat=(-0.86, -0.34, 0.98, 0.44),
        )
        for caption, share in (("start", 0.0), ("end", 1.0))
    ]
    start, end = (solve(side_lying_abduction_pose(s)).left_leg.ankle for s in (0.0, 1.0))
    bottom_knee = solve(side_lying_abduction_pose(0.0)).right_leg.knee
    return Picture(
        (
            with_notes(
                panels[0],
                labels=(
                    Label("bent", (0.62, 0.89), point(bottom_knee)),
                    Label("roll", (0.40, 0.24), (0.02, 0.33, 0.05)),
                ),
            ),
            with_notes(
                panels[1],
                arrows=(Arrow((point(start, 0.05, 0.05), point(end, 0.14, -0.06))),),
                labels=(Label("heel", (0.62, 0.24), point(end)),),
            ),
        ),
        height=560,
    )


# --- bridge --------------------------------------------------------------------------------
def bridge_pose(share: float) -> Pose:
    """Flat on the back at 0; shoulders, hips and knees in one line at 1."""
    angle = np.radians(24.0 * share)
    trunk = LUMBAR_HEIGHT + SHOULDER_HEIGHT
    shoulders = np.array([-trunk, LIES_ON_BACK, 0.0])
    pelvis = shoulders + trunk * np.array([np.cos(angle), np.sin(angle), 0.0])
    lift = float(np.degrees(angle))
    return Pose(
        pelvis=point(pelvis),
        base=ON_BACK,
        tilt=(-lift, 0, 0),
        head=(lift, 0, 0),
        left_leg=_foot_flat_on_back(0.47, -0.10),
        right_leg=_foot_flat_on_back(0.47, 0.10),
        left_arm=_arm_beside_body(-1),
        right_arm=_arm_beside_body(1),
    )


def _foot_flat_on_back(x: float, z: float) -> LegReach:
    """Lying on the back with the knee up and the foot on the floor."""
    return LegReach((x, ANKLE_HEIGHT, z), (0.0, 1.0, 0.0), toes=(1.0, 0.0, 0.0))


def _arm_beside_body(side: int) -> ArmReach:
    """Lying on the back with the arm along the body; 1 is the side near the viewer."""
    return ArmReach((0.03, 0.035, side * 0.255), (0.0, -0.1, side), (1.0, 0.0, 0.0))


def bridge() -> Picture:
    camera = Camera(azimuth=-14, elevation=14, scale=300, centre=(-0.06, 0.2, 0.0), at=(255, 330))
    panels = [
        Panel(
            caption=caption,
            camera=camera,
            figures=(Figure(bridge_pose(share), Dress(left="moving_far", right="moving")),),
            mat=(-0.82, -0.34, 0.74, 0.34),
        )
        for caption, share in (("start", 0.0), ("end", 1.0))
    ]
    top = solve(bridge_pose(1.0))
    return Picture(
        (
            with_notes(panels[0], labels=(Label("feet", (0.78, 0.89), (0.53, 0.05, 0.12)),)),
            with_notes(
                panels[1],
                arrows=(Arrow(((0.0, 0.02, 0.3), (0.0, 0.24, 0.3))),),
                guides=(Guide(point(top.right_arm.shoulder), point(top.right_leg.knee)),),
                labels=(Label("line", (0.36, 0.30)),),
            ),
        ),
        height=540,
    )


# --- side plank ----------------------------------------------------------------------------
def side_plank_pose(share: float) -> Pose:
    """Hips on the floor at 0; knees, hips and shoulders in one line at 1."""
    low = Pose(
        pelvis=(0.0, LIES_ON_SIDE, 0.0),
        base=ON_RIGHT_SIDE,
        tilt=(0, -18, 0),
        spine=(0, -28, 0),
        head=(0, 18, 0),
        right_leg=LegReach((0.41, 0.050, -0.40), (1.0, 0.0, 1.0), ankle_angle=-40),
        left_leg=LegReach((0.41, 0.140, -0.40), (1.0, 0.0, 1.0), ankle_angle=-40),
        right_arm=ArmReach((-0.42, 0.035, 0.27), (0.0, -1.0, -1.0), (0.0, 0.0, 1.0)),
        left_arm=HAND_ON_HIP,
    )
    high = Pose(
        pelvis=(0.03, 0.304, 0.0),
        base=ON_RIGHT_SIDE,
        tilt=(0, -22.6, 0),
        spine=(0, 0, 0),
        head=(0, -2, 0),
        right_leg=LegReach((0.41, 0.050, -0.40), (1.0, -0.3, 1.0), ankle_angle=-40),
        left_leg=LegReach((0.41, 0.140, -0.40), (1.0, -0.2, 1.0), ankle_angle=-40),
        right_arm=ArmReach((-0.42, 0.035, 0.27), (0.0, -1.0, -1.0), (0.0, 0.0, 1.0)),
        left_arm=HAND_ON_HIP,
    )
    return blend(low, high, share)


def side_plank() -> Picture:
    camera = Camera(azimuth=14, elevation=20, scale=325, centre=(-0.1, 0.25, 0.0), at=(240, 325))
    panels = [
        Panel(
            caption=caption,
            camera=camera,
            figures=(Figure(side_plank_pose(share), Dress(left="moving", right="moving_far")),),
            mat=(-0.68, -0.54, 0.60, 0.46),
        )
        for caption, share in (("start", 0.0), ("end", 1.0))
    ]
    high = solve(side_plank_pose(1.0))
    return Picture(
        (
            with_notes(
                panels[0],
                labels=(
                    Label("elbow", (0.30, 0.88), point(solve(side_plank_pose(0)).right_arm.elbow)),
                    Label("knees", (0.76, 0.88), point(solve(side_plank_pose(0)).right_leg.knee)),
                ),
            ),
            with_notes(
                panels[1],
                arrows=(
                    Arrow(
                        (point(high.pelvis, 0.05, -0.28, 0.2), point(high.pelvis, 0.05, -0.08, 0.2))
                    ),
                ),
                labels=(Label("line", (0.62, 0.88)),),
            ),
        ),
        height=600,
    )


# --- straight-leg raise --------------------------------------------------------------------
def straight_leg_raise_pose(share: float) -> Pose:
    """On the back; the right leg straight on the floor at 0, its heel at knee height at 1."""
    return Pose(
        pelvis=(0.0, LIES_ON_BACK, 0.0),
        base=ON_BACK,
        right_leg=LegAngles(flexion=-3 + 27 * share, abduction=2, ankle=8),
        left_leg=_foot_flat_on_back(0.50, -0.11),
        left_arm=_arm_beside_body(-1),
        right_arm=_arm_beside_body(1),
    )


def straight_leg_raise() -> Picture:
    camera = Camera(azimuth=-14, elevation=14, scale=265, centre=(0.08, 0.2, 0.0), at=(255, 330))
    panels = [
        Panel(
            caption=caption,
            camera=camera,
            figures=(Figure(straight_leg_raise_pose(share), Dress(left="far", right="moving")),),
            mat=(-0.84, -0.36, 0.98, 0.40),
        )
        for caption, share in (("start", 0.0), ("end", 1.0))
    ]
    start, end = (solve(straight_leg_raise_pose(s)).right_leg for s in (0.0, 1.0))
    return Picture(
        (
            with_notes(
                panels[0],
                labels=(
                    Label(
                        "bent", (0.45, 0.27), point(solve(straight_leg_raise_pose(0)).left_leg.knee)
                    ),
                    Label("straight", (0.66, 0.88), point(start.knee)),
                ),
            ),
            with_notes(
                panels[1],
                arrows=(Arrow((point(start.ankle, 0.08, 0.06), point(end.ankle, 0.12, -0.08))),),
                labels=(Label("level", (0.36, 0.27)),),
            ),
        ),
        height=540,
    )
