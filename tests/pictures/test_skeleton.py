"""The figure's limbs keep their lengths and reach where they are told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipwise.pictures.animation import MOTIONS
from hipwise.pictures.gallery import PICTURES
from hipwise.pictures.skeleton import (
    FOREARM,
    HAND,
    HIP_HALF_WIDTH,
    NECK,
    SHIN,
    SHOULDER_HALF_WIDTH,
    THIGH,
    UPPER_ARM,
    ArmAngles,
    Joints,
    LegAngles,
    LegReach,
    OutOfReach,
    Pose,
    blend,
    solve,
)

angles = st.floats(-170, 170)


def lengths(joints: Joints) -> dict[str, float]:
    """Every distance that must not change."""
    found = {"neck": np.linalg.norm(joints.head - joints.neck)}
    for side, leg in (("left", joints.left_leg), ("right", joints.right_leg)):
        found[f"{side} half pelvis"] = np.linalg.norm(leg.hip - joints.pelvis)
        found[f"{side} thigh"] = np.linalg.norm(leg.knee - leg.hip)
        found[f"{side} shin"] = np.linalg.norm(leg.ankle - leg.knee)
    for side, arm in (("left", joints.left_arm), ("right", joints.right_arm)):
        found[f"{side} upper arm"] = np.linalg.norm(arm.elbow - arm.shoulder)
        found[f"{side} forearm"] = np.linalg.norm(arm.wrist - arm.elbow)
        found[f"{side} hand"] = np.linalg.norm(arm.fingertips - arm.wrist)
    across = joints.left_arm.shoulder - joints.right_arm.shoulder
    found["shoulders"] = np.linalg.norm(across)
    return {name: float(value) for name, value in found.items()}


TRUE_LENGTHS = {
    "neck": NECK,
    "shoulders": 2 * SHOULDER_HALF_WIDTH,
    **{
        f"{side} {name}": value
        for side in ("left", "right")
        for name, value in (
            ("half pelvis", HIP_HALF_WIDTH),
            ("thigh", THIGH),
            ("shin", SHIN),
            ("upper arm", UPPER_ARM),
            ("forearm", FOREARM),
            ("hand", HAND),
        )
    },
}


def drawn_poses() -> Iterator[tuple[str, Pose]]:
    for name, scene in PICTURES.items():
        for number, panel in enumerate(scene().panels):
            for figure in panel.figures:
                yield f"{name}-{number}", figure.pose
    for name, motion in MOTIONS.items():
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            for figure in motion.view(share, motion.camera).figures:
                yield f"{name}-gif-{share}", figure.pose


each_pose = pytest.mark.parametrize(
    ("name", "pose"),
    list(drawn_poses()),
    ids=lambda value: value if isinstance(value, str) else "",
)


@each_pose
def test_limbs_are_equally_long_in_every_drawn_pose(name: str, pose: Pose) -> None:
    assert lengths(solve(pose)) == pytest.approx(TRUE_LENGTHS, abs=1e-9), name


@each_pose
def test_knees_and_elbows_bend_the_way_joints_do(name: str, pose: Pose) -> None:
    joints = solve(pose)
    for leg in (joints.left_leg, joints.right_leg):
        bend = np.degrees(np.arccos(np.clip(leg.thigh[:, 1] @ leg.shin[:, 1], -1, 1)))
        assert bend < 150, name
        # A knee folds the shin behind the thigh, never in front of it.
        assert leg.shin[:, 1] @ leg.thigh[:, 2] > -1e-6, name
    for arm in (joints.left_arm, joints.right_arm):
        assert arm.forearm[:, 1] @ arm.upper[:, 2] < 1e-6, name


@each_pose
def test_nobody_sinks_into_the_floor(name: str, pose: Pose) -> None:
    joints = solve(pose)
    for leg in (joints.left_leg, joints.right_leg):
        assert min(leg.hip[1], leg.knee[1], leg.ankle[1]) > 0.03, name
    for arm in (joints.left_arm, joints.right_arm):
        assert min(arm.elbow[1], arm.wrist[1]) > 0.015, name


@given(angles, angles, angles, st.floats(0, 150), angles, st.floats(0, 150))
def test_lengths_hold_for_any_angles(
    flexion: float, abduction: float, rotation: float, knee: float, tilt: float, elbow: float
) -> None:
    leg = LegAngles(flexion, abduction, rotation, knee)
    arm = ArmAngles(flexion, abduction, rotation, elbow)
    pose = Pose((0, 1, 0), leg, leg, arm, arm, tilt=(tilt, 0, tilt), spine=(0, tilt, 0))
    assert lengths(solve(pose)) == pytest.approx(
        {**TRUE_LENGTHS, "neck": lengths(solve(pose))["neck"]}, abs=1e-9
    )


@given(st.floats(0.2, 0.8), st.floats(-0.3, 0.3), st.floats(-0.2, 0.2))
def test_a_leg_reaches_the_point_or_says_that_it_cannot(
    below: float, ahead: float, aside: float
) -> None:
    target = (HIP_HALF_WIDTH + aside, 1 - below, ahead)
    pose = Pose((0, 1, 0), LegReach(target, (0, 0, 1)), LegAngles())
    if np.linalg.norm([below, ahead, aside]) > THIGH + SHIN:
        with pytest.raises(OutOfReach):
            solve(pose)
    else:
        assert solve(pose).left_leg.ankle == pytest.approx(np.array(target), abs=1e-9)


def test_both_ways_of_giving_a_leg_agree() -> None:
    by_angles = solve(Pose((0, 1, 0), LegAngles(flexion=40, knee=60), LegAngles())).left_leg
    ankle = tuple(float(v) for v in by_angles.ankle)
    by_point = solve(Pose((0, 1, 0), LegReach(ankle, (0, 0, 1)), LegAngles())).left_leg
    assert by_point.knee == pytest.approx(by_angles.knee)
    assert by_point.thigh == pytest.approx(by_angles.thigh)
    assert by_point.foot == pytest.approx(by_angles.foot)


def test_left_and_right_mirror_each_other() -> None:
    leg = LegAngles(flexion=30, abduction=25, rotation=15, knee=70)
    joints = solve(Pose((0, 1, 0), leg, leg))
    mirrored = joints.right_leg.ankle * np.array([-1, 1, 1])
    assert joints.left_leg.ankle == pytest.approx(mirrored)
    assert joints.left_leg.ankle[0] > HIP_HALF_WIDTH


def test_blending_meets_both_ends() -> None:
    start = Pose((0, 1, 0), LegAngles(), LegAngles())
    end = Pose((0, 0.8, 0), LegAngles(flexion=40, knee=80), LegAngles())
    assert blend(start, end, 0.0) == start
    assert blend(start, end, 1.0) == end
    assert blend(start, end, 0.5).left_leg == LegAngles(flexion=20, knee=40)


def test_blending_refuses_limbs_given_in_two_ways() -> None:
    start = Pose((0, 1, 0), LegAngles(), LegAngles())
    end = Pose((0, 1, 0), LegReach((0.1, 0.3, 0), (0, 0, 1)), LegAngles())
    with pytest.raises(TypeError):
        blend(start, end, 0.5)
