"""Exercises on the feet: poses, views, arrows and where the words go."""

from __future__ import annotations

from dataclasses import replace

from hipwise.pictures import props
from hipwise.pictures.body import Dress
from hipwise.pictures.render import Camera
from hipwise.pictures.scenes import HAND_ON_HIP, point, with_notes
from hipwise.pictures.sheet import Arrow, Figure, Guide, Label, Panel, Picture
from hipwise.pictures.skeleton import (
    ANKLE_HEIGHT,
    ArmAngles,
    LegAngles,
    LegReach,
    Pose,
    Vector,
    blend,
    solve,
)


# --- single-leg squat ----------------------------------------------------------------------
def single_leg_squat_pose(share: float, knee_in: float = 0.0, drop: float = 0.0) -> Pose:
    """Standing on the right leg at 0, about 60 degrees of knee bend at 1.

    Args:
        share: how far down.
        knee_in: how far the knee points to the midline rather than ahead (0 to 1).
        drop: degrees that the pelvis drops on the free side.
    """
    return Pose(
        pelvis=(0.085, 0.895 - 0.135 * share, -0.02 - 0.10 * share),
        tilt=(4 + 20 * share, -drop, 0),
        spine=(0, drop, 0),
        head=(-2 - 14 * share, 0, 0),
        right_leg=LegReach((0.0, ANKLE_HEIGHT, 0.0), (knee_in, 0.0, 1.0), toes=(-0.12, 0.0, 1.0)),
        left_leg=LegAngles(
            flexion=34 + 50 * share, abduction=7 + drop, knee=64 + 18 * share, ankle=5
        ),
        left_arm=HAND_ON_HIP,
        right_arm=HAND_ON_HIP,
    )


def single_leg_squat_panel(share: float, camera: Camera) -> Panel:
    """One moment of a single-leg squat with the knee over the foot, without words."""
    return Panel(
        caption="end" if share else "start",
        camera=camera,
        figures=(Figure(single_leg_squat_pose(share), Dress(left="far", right="moving")),),
        floor=(0.05, 0.0, 0.42, 0.34),
        mark="good" if share else "number",
    )


def plumb(knee: Vector, foot: Vector) -> Guide:
    """A dashed line from the knee to the floor below it."""
    return Guide(point(knee, near=0.1), (float(knee[0]), 0.02, float(foot[2] + 0.1)))


def single_leg_squat() -> Picture:
    camera = Camera(azimuth=0, elevation=10, scale=272, centre=(0.06, 0.8, 0.0), at=(166, 322))
    good = solve(single_leg_squat_pose(1.0)).right_leg
    bad_pose = single_leg_squat_pose(1.0, knee_in=0.75, drop=9)
    bad = solve(bad_pose).right_leg
    down = single_leg_squat_panel(1.0, camera)
    avoid = replace(
        down,
        caption="avoid",
        mark="avoid",
        figures=(Figure(bad_pose, Dress(left="far", right="moving")),),
    )
    return Picture(
        (
            with_notes(single_leg_squat_panel(0.0, camera)),
            with_notes(
                down,
                arrows=(Arrow(((0.47, 0.78, 0), (0.47, 0.5, 0))),),
                guides=(plumb(good.knee, good.ankle),),
                labels=(Label("over", (0.5, 0.94)),),
            ),
            with_notes(
                avoid,
                guides=(plumb(bad.knee, bad.ankle),),
                labels=(Label("inward", (0.5, 0.94)),),
            ),
        ),
        height=680,
    )


# --- band walk -----------------------------------------------------------------------------
def band_walk_pose(spread: float, shift: float) -> Pose:
    """A quarter squat with the ankles `spread` apart and `shift` to the viewer's right."""
    return Pose(
        pelvis=(shift, 0.80, -0.10),
        tilt=(20, 0, 0),
        head=(-10, 0, 0),
        left_leg=LegReach(
            (shift + spread / 2, ANKLE_HEIGHT, 0.0), (0.12, 0.0, 1.0), toes=(0.03, 0.0, 1.0)
        ),
        right_leg=LegReach(
            (shift - spread / 2, ANKLE_HEIGHT, 0.0), (-0.12, 0.0, 1.0), toes=(-0.03, 0.0, 1.0)
        ),
        left_arm=HAND_ON_HIP,
        right_arm=HAND_ON_HIP,
    )


def band_walk() -> Picture:
    camera = Camera(azimuth=0, elevation=10, scale=290, centre=(0.0, 0.76, 0.0), at=(255, 325))
    poses = (band_walk_pose(0.26, -0.22), band_walk_pose(0.56, -0.07))
    panels = []
    for caption, pose in zip(("start", "end"), poses, strict=True):
        joints = solve(pose)
        panels.append(
            Panel(
                caption=caption,
                camera=camera,
                figures=(Figure(pose, Dress(left="moving", right="still")),),
                props=tuple(props.band(joints.left_leg, joints.right_leg)),
                floor=(0.0, 0.0, 0.72, 0.34),
            )
        )
    start, end = (solve(pose) for pose in poses)
    return Picture(
        (
            with_notes(
                panels[0],
                labels=(Label("band", (0.76, 0.66), point(start.left_leg.knee, 0.03, 0.07, 0.1)),),
            ),
            with_notes(
                panels[1],
                arrows=(
                    Arrow(
                        (
                            point(start.left_leg.ankle, 0.10, 0.10, 0.1),
                            point(end.left_leg.ankle, 0.24, 0.10, 0.1),
                        )
                    ),
                ),
                labels=(Label("toes", (0.33, 0.94)),),
            ),
        ),
        height=680,
    )


# --- wall sit ------------------------------------------------------------------------------
WALL_Z = -0.13


def wall_sit_pose(share: float) -> Pose:
    """Leaning on the wall at 0; about 50 degrees of knee bend at 1."""
    feet = 0.33
    return Pose(
        pelvis=(0.0, 0.835 - 0.095 * share, 0.0),
        left_leg=LegReach((0.11, ANKLE_HEIGHT, feet), (0.06, 0.0, 1.0), toes=(0.05, 0.0, 1.0)),
        right_leg=LegReach((-0.11, ANKLE_HEIGHT, feet), (-0.06, 0.0, 1.0), toes=(-0.05, 0.0, 1.0)),
        left_arm=ArmAngles(flexion=2, abduction=10, elbow=12),
        right_arm=ArmAngles(flexion=2, abduction=10, elbow=12),
    )


def wall_sit() -> Picture:
    camera = Camera(azimuth=-66, elevation=10, scale=285, centre=(0.0, 0.76, 0.15), at=(235, 352))
    panels = [
        Panel(
            caption=caption,
            camera=camera,
            figures=(Figure(wall_sit_pose(share), Dress(left="moving_far", right="moving")),),
            props=tuple(props.wall(WALL_Z, height=1.66)),
            floor=(0.0, 0.28, 0.62, 0.50),
        )
        for caption, share in (("start", 0.0), ("end", 1.0))
    ]
    down = solve(wall_sit_pose(1.0))
    return Picture(
        (
            with_notes(
                panels[0],
                labels=(
                    Label("back", (0.72, 0.34), (-0.12, 1.1, -0.04)),
                    Label("feet", (0.58, 0.94)),
                ),
            ),
            with_notes(
                panels[1],
                arrows=(Arrow(((-0.3, 1.15, 0.42), (-0.3, 0.90, 0.42))),),
                labels=(Label("shallow", (0.81, 0.60), point(down.right_leg.knee, 0, 0, 0.05)),),
            ),
        ),
        height=700,
    )


# --- step down and step up -----------------------------------------------------------------
LOW_STEP = 0.10
STEP_FRONT = 0.20


def _foot_on_step(height: float) -> LegReach:
    """The right leg, planted on a step."""
    return LegReach((-0.09, height + ANKLE_HEIGHT, 0.02), (-0.05, 0, 1), toes=(-0.05, 0, 1))


def _trailing_foot(y: float, z: float, heel_up: float) -> LegReach:
    """The left leg, on its toes behind the other."""
    return LegReach((0.09, y, z), (0, 0, 1), toes=(0.03, -heel_up, 1), sole_up=(0, 1, heel_up))


def step_down_pose(share: float) -> Pose:
    """Both feet on the step at 0; the left heel taps the floor ahead at 1."""
    start = Pose(
        pelvis=(0.0, LOW_STEP + 0.895, 0.02),
        tilt=(3, 0, 0),
        right_leg=_foot_on_step(LOW_STEP),
        left_leg=LegAngles(flexion=16, knee=22, ankle=8),
        left_arm=HAND_ON_HIP,
        right_arm=HAND_ON_HIP,
    )
    end = Pose(
        pelvis=(0.0, 0.872, -0.01),
        tilt=(14, 0, 0),
        head=(-8, 0, 0),
        right_leg=_foot_on_step(LOW_STEP),
        left_leg=LegAngles(flexion=32, knee=12, ankle=18),
        left_arm=HAND_ON_HIP,
        right_arm=HAND_ON_HIP,
    )
    return blend(start, end, share)


def step_panels(poses: tuple[Pose, Pose], height: float, camera: Camera) -> list[Panel]:
    """Start and end on a step, the right leg working."""
    return [
        Panel(
            caption=caption,
            camera=camera,
            figures=(Figure(pose, Dress(left="far", right="moving")),),
            props=tuple(props.step(height, STEP_FRONT)),
            floor=(0.0, 0.15, 0.50, 0.66),
        )
        for caption, pose in zip(("start", "end"), poses, strict=True)
    ]


def step_down() -> Picture:
    camera = Camera(azimuth=-62, elevation=12, scale=280, centre=(0.0, 0.82, 0.12), at=(235, 352))
    poses = (step_down_pose(0.0), step_down_pose(1.0))
    panels = step_panels(poses, LOW_STEP, camera)
    end = solve(poses[1])
    return Picture(
        (
            with_notes(panels[0], labels=(Label("step", (0.3, 0.94), (-0.24, 0.05, 0.0)),)),
            with_notes(
                panels[1],
                arrows=(Arrow(((-0.3, 1.35, 0.5), (-0.3, 1.07, 0.5))),),
                labels=(
                    Label("knee", (0.76, 0.52), point(end.right_leg.knee, 0, 0, 0.05)),
                    Label("heel", (0.70, 0.94), point(end.left_leg.ankle, 0, -0.05, 0.02)),
                ),
            ),
        ),
        height=720,
    )


HIGH_STEP = 0.16


def step_up_pose(share: float) -> Pose:
    """The right foot on the step at 0; standing tall on it at 1."""
    start = Pose(
        pelvis=(0.0, 0.872, -0.26),
        tilt=(14, 0, 0),
        head=(-8, 0, 0),
        right_leg=_foot_on_step(HIGH_STEP),
        left_leg=_trailing_foot(0.115, -0.50, 0.35),
        left_arm=HAND_ON_HIP,
        right_arm=HAND_ON_HIP,
    )
    end = Pose(
        pelvis=(0.0, HIGH_STEP + 0.895, 0.02),
        tilt=(2, 0, 0),
        right_leg=_foot_on_step(HIGH_STEP),
        left_leg=_trailing_foot(HIGH_STEP + 0.115, -0.06, 0.1),
        left_arm=HAND_ON_HIP,
        right_arm=HAND_ON_HIP,
    )
    return blend(start, end, share)


def step_up() -> Picture:
    camera = Camera(azimuth=-62, elevation=12, scale=268, centre=(0.0, 0.84, 0.0), at=(235, 352))
    poses = (step_up_pose(0.0), step_up_pose(1.0))
    panels = step_panels(poses, HIGH_STEP, camera)
    start = solve(poses[0])
    return Picture(
        (
            with_notes(
                panels[0],
                labels=(
                    Label("foot", (0.6, 0.94), point(start.right_leg.ankle, 0, -0.05, 0.05)),
                    Label("knee", (0.78, 0.50), point(start.right_leg.knee, 0, 0, 0.05)),
                ),
            ),
            with_notes(
                panels[1],
                arrows=(Arrow(((-0.3, 0.75, 0.5), (-0.3, 1.05, 0.5))),),
                labels=(Label("push", (0.5, 0.94)),),
            ),
        ),
        height=720,
    )


# --- sit to stand --------------------------------------------------------------------------
SEAT = 0.46
CHAIR_BACK = -0.24


def sit_to_stand_pose(share: float) -> Pose:
    """Seated with the nose over the toes at 0; standing at 1."""
    feet = 0.34
    sitting = Pose(
        pelvis=(0.0, SEAT + 0.085, 0.0),
        tilt=(26, 0, 0),
        spine=(10, 0, 0),
        head=(-14, 0, 0),
        left_leg=LegReach((0.11, ANKLE_HEIGHT, feet), (0.06, 0.0, 1.0), toes=(0.05, 0.0, 1.0)),
        right_leg=LegReach((-0.11, ANKLE_HEIGHT, feet), (-0.06, 0.0, 1.0), toes=(-0.05, 0.0, 1.0)),
        left_arm=ArmAngles(flexion=112, abduction=0, elbow=6),
        right_arm=ArmAngles(flexion=112, abduction=0, elbow=6),
    )
    standing = Pose(
        pelvis=(0.0, 0.895, feet - 0.03),
        tilt=(3, 0, 0),
        spine=(0, 0, 0),
        head=(0, 0, 0),
        left_leg=LegReach((0.11, ANKLE_HEIGHT, feet), (0.06, 0.0, 1.0), toes=(0.05, 0.0, 1.0)),
        right_leg=LegReach((-0.11, ANKLE_HEIGHT, feet), (-0.06, 0.0, 1.0), toes=(-0.05, 0.0, 1.0)),
        left_arm=ArmAngles(flexion=2, abduction=8, elbow=10),
        right_arm=ArmAngles(flexion=2, abduction=8, elbow=10),
    )
    return blend(sitting, standing, share)


def sit_to_stand() -> Picture:
    camera = Camera(azimuth=-66, elevation=10, scale=290, centre=(0.0, 0.80, 0.2), at=(245, 345))
    panels = [
        Panel(
            caption=caption,
            camera=camera,
            figures=(Figure(sit_to_stand_pose(share), Dress(left="moving_far", right="moving")),),
            props=tuple(props.chair(SEAT, CHAIR_BACK)),
            floor=(0.0, 0.16, 0.5, 0.66),
        )
        for caption, share in (("start", 0.0), ("end", 1.0))
    ]
    sitting = solve(sit_to_stand_pose(0.0))
    return Picture(
        (
            with_notes(
                panels[0],
                guides=(
                    Guide(
                        point(sitting.head, 0, 0.02, 0.14),
                        (0.0, 0.02, float(sitting.head[2]) + 0.14),
                    ),
                ),
                labels=(Label("nose", (0.70, 0.22)),),
            ),
            with_notes(
                panels[1],
                arrows=(Arrow(((-0.3, 0.72, 0.95), (-0.3, 1.15, 0.95)), both=True),),
                labels=(Label("slow", (0.5, 0.94)),),
            ),
        ),
        height=700,
    )
