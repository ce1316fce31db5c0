"""A jointed figure: fixed segment lengths, poses as joint angles or as points to reach.

World axes, in metres: x to the right of a viewer who faces the figure, y up, z towards that
viewer; the floor is y = 0. A body frame is a 3x3 matrix whose columns are the body's left,
its up (towards the head) and its forward direction. Angles are in degrees.

Every limb has the same length in every pose: angles turn segments and a point to reach is
solved for the joint between (two-link inverse kinematics), so nothing can stretch.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hipwise.errors import HipwiseError

Vector = NDArray[np.float64]
Frame = NDArray[np.float64]
Triple = tuple[float, float, float]

# Proportions of an adult of about 1.70 m, rounded from the usual tables of body segment
# lengths as shares of stature (Drillis and Contini 1966): thigh .245, shank .246, foot height
# .039, upper arm .186, forearm .146, hand .108; the joints are where those tables put them.
THIGH = 0.42
SHIN = 0.41
ANKLE_HEIGHT = 0.08
HIP_HALF_WIDTH = 0.088
LUMBAR_HEIGHT = 0.10
CHEST_LENGTH = 0.40
SHOULDER_HEIGHT = 0.345
SHOULDER_HALF_WIDTH = 0.158
UPPER_ARM = 0.29
FOREARM = 0.25
HAND = 0.17
NECK = 0.11

STANDING: tuple[Triple, Triple, Triple] = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
"""Facing the viewer. The rows are the body's left, up and forward directions."""
ON_RIGHT_SIDE: tuple[Triple, Triple, Triple] = ((0, 1, 0), (-1, 0, 0), (0, 0, 1))
"""Head to the viewer's left, left side uppermost, facing the viewer."""
ON_BACK: tuple[Triple, Triple, Triple] = ((0, 0, -1), (-1, 0, 0), (0, 1, 0))
"""Head to the viewer's left, face up; the right side is nearer the viewer."""
ON_ALL_FOURS: tuple[Triple, Triple, Triple] = ((1, 0, 0), (0, 0, 1), (0, -1, 0))
"""Head towards the viewer, face down."""


class OutOfReach(HipwiseError):
    """A pose asks a limb to reach further than it is long."""


def vector(values: Triple | Vector) -> Vector:
    """A point or direction as an array of shape (3,)."""
    return np.asarray(values, dtype=np.float64)


def unit(values: Triple | Vector) -> Vector:
    """The same direction with length 1."""
    array = vector(values)
    return array / np.linalg.norm(array)


def turn_x(degrees: float) -> Frame:
    """Rotation about the left axis; a positive angle leans the up axis forward."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]], dtype=np.float64)


def turn_y(degrees: float) -> Frame:
    """Rotation about the up axis; a positive angle turns forward to the left."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], dtype=np.float64)


def turn_z(degrees: float) -> Frame:
    """Rotation about the forward axis; a positive angle leans the up axis to the right."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], dtype=np.float64)


@dataclass(frozen=True)
class LegAngles:
    """Hip, knee and ankle angles; all zero is a straight leg in line with the trunk.

    Abduction takes the thigh outwards from where flexion has put it; rotation is outward
    for positive values; `ankle` is positive with the toes pulled up.
    """

    flexion: float = 0.0
    abduction: float = 0.0
    rotation: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0


@dataclass(frozen=True)
class LegReach:
    """The ankle is put at a point and the knee bends towards a direction.

    Attributes:
        ankle: where the ankle joint is, in the world.
        knee_towards: direction to which the knee points.
        toes: direction of a foot flat under `sole_up`; None leaves the foot at
            `ankle_angle` degrees from a right angle with the shin.
        sole_up: what is up for the foot.
        ankle_angle: positive with the toes pulled up.
    """

    ankle: Triple
    knee_towards: Triple
    toes: Triple | None = None
    sole_up: Triple = (0.0, 1.0, 0.0)
    ankle_angle: float = 0.0


@dataclass(frozen=True)
class ArmAngles:
    """Shoulder and elbow angles; all zero is an arm that hangs beside the trunk.

    Rotation is inward for positive values: it brings the hand of a bent arm across the body.
    """

    flexion: float = 0.0
    abduction: float = 0.0
    rotation: float = 0.0
    elbow: float = 0.0


@dataclass(frozen=True)
class ArmReach:
    """The wrist is put at a point, the elbow bends towards a direction.

    `fingers` is the direction of the hand; None continues the forearm.
    """

    wrist: Triple
    elbow_towards: Triple
    fingers: Triple | None = None


Leg = LegAngles | LegReach
Arm = ArmAngles | ArmReach


@dataclass(frozen=True)
class Pose:
    """Where and how the whole figure is.

    Attributes:
        base: body frame before tilting, one of the constants of this module.
        pelvis: world position of the point midway between the hip joints.
        tilt: lean forward, lean to the right and turn to the left of the pelvis.
        spine: the same three angles of the chest relative to the pelvis.
        head: the same three angles of the head relative to the chest.
    """

    pelvis: Triple
    left_leg: Leg
    right_leg: Leg
    left_arm: Arm = ArmAngles()
    right_arm: Arm = ArmAngles()
    base: tuple[Triple, Triple, Triple] = STANDING
    tilt: Triple = (0.0, 0.0, 0.0)
    spine: Triple = (0.0, 0.0, 0.0)
    head: Triple = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class LegJoints:
    """World positions of a leg's joints and the frames of its segments."""

    hip: Vector
    knee: Vector
    ankle: Vector
    thigh: Frame
    shin: Frame
    foot: Frame


@dataclass(frozen=True)
class ArmJoints:
    """World positions of an arm's joints and the frames of its segments."""

    shoulder: Vector
    elbow: Vector
    wrist: Vector
    fingertips: Vector
    upper: Frame
    forearm: Frame


@dataclass(frozen=True)
class Joints:
    """A whole figure in the world."""

    pelvis: Vector
    pelvis_frame: Frame
    lumbar: Vector
    chest_frame: Frame
    neck: Vector
    head: Vector
    head_frame: Frame
    left_leg: LegJoints
    right_leg: LegJoints
    left_arm: ArmJoints
    right_arm: ArmJoints


def solve(pose: Pose) -> Joints:
    """Finds every joint of a pose.

    Raises:
        OutOfReach: a limb would have to be longer than it is.
    """
    pelvis = vector(pose.pelvis)
    pelvis_frame = np.array(pose.base, dtype=np.float64).T @ _turn(pose.tilt)
    chest_frame = pelvis_frame @ _turn(pose.spine)
    lumbar = pelvis + LUMBAR_HEIGHT * pelvis_frame[:, 1]
    neck = lumbar + CHEST_LENGTH * chest_frame[:, 1]
    head_frame = chest_frame @ _turn(pose.head)
    shoulders = lumbar + SHOULDER_HEIGHT * chest_frame[:, 1]
    across = SHOULDER_HALF_WIDTH * chest_frame[:, 0]
    hips = HIP_HALF_WIDTH * pelvis_frame[:, 0]
    return Joints(
        pelvis=pelvis,
        pelvis_frame=pelvis_frame,
        lumbar=lumbar,
        chest_frame=chest_frame,
        neck=neck,
        head=neck + NECK * _between(chest_frame, head_frame),
        head_frame=head_frame,
        left_leg=_leg(pose.left_leg, pelvis + hips, pelvis_frame, outward=1),
        right_leg=_leg(pose.right_leg, pelvis - hips, pelvis_frame, outward=-1),
        left_arm=_arm(pose.left_arm, shoulders + across, chest_frame, outward=1),
        right_arm=_arm(pose.right_arm, shoulders - across, chest_frame, outward=-1),
    )


def blend(start: Pose, end: Pose, share: float) -> Pose:
    """A pose between two others.

    Args:
        start: the pose at share 0.
        end: the pose at share 1; its limbs are given in the same way as in `start`.
        share: 0 to 1.

    Raises:
        TypeError: a limb is given by angles in one pose and by a point to reach in the other.
    """
    values = {
        f.name: _blend(getattr(start, f.name), getattr(end, f.name), share) for f in fields(start)
    }
    return Pose(**values)


def _blend(start: Any, end: Any, share: float) -> Any:
    if isinstance(start, (int, float)):
        return start + (end - start) * share
    if isinstance(start, tuple):
        return tuple(_blend(a, b, share) for a, b in zip(start, end, strict=True))
    if isinstance(start, Leg | Arm) and type(start) is type(end):
        values = {
            f.name: _blend(getattr(start, f.name), getattr(end, f.name), share)
            for f in fields(start)
        }
        return type(start)(**values)
    if start is None and end is None:
        return None
    raise TypeError(f"cannot blend {type(start).__name__} with {type(end).__name__}")


def _turn(angles: Triple) -> Frame:
    forward, right, left = angles
    return turn_y(left) @ turn_z(right) @ turn_x(forward)


def _between(first: Frame, second: Frame) -> Vector:
    """The up direction midway between two frames (the neck shares a turn of the head)."""
    return unit(first[:, 1] + second[:, 1])


def _leg(leg: Leg, hip: Vector, body: Frame, outward: int) -> LegJoints:
    if isinstance(leg, LegAngles):
        thigh = (
            body
            @ turn_x(-leg.flexion)
            @ turn_z(outward * leg.abduction)
            @ turn_y(outward * leg.rotation)
        )
        shin = thigh @ turn_x(leg.knee)
        knee = hip - THIGH * thigh[:, 1]
        ankle = knee - SHIN * shin[:, 1]
        return LegJoints(hip, knee, ankle, thigh, shin, shin @ turn_x(-leg.ankle))
    ankle = vector(leg.ankle)
    knee = _middle_joint(hip, ankle, vector(leg.knee_towards), THIGH, SHIN)
    thigh = _segment_frame(hip, knee, vector(leg.knee_towards))
    shin = _segment_frame(knee, ankle, vector(leg.knee_towards))
    if leg.toes is None:
        foot = shin @ turn_x(-leg.ankle_angle)
    else:
        foot = _foot_frame(vector(leg.toes), vector(leg.sole_up))
    return LegJoints(hip, knee, ankle, thigh, shin, foot)


def _arm(arm: Arm, shoulder: Vector, body: Frame, outward: int) -> ArmJoints:
    if isinstance(arm, ArmAngles):
        upper = (
            body
            @ turn_x(-arm.flexion)
            @ turn_z(outward * arm.abduction)
            @ turn_y(-outward * arm.rotation)
        )
        forearm = upper @ turn_x(-arm.elbow)
        elbow = shoulder - UPPER_ARM * upper[:, 1]
        wrist = elbow - FOREARM * forearm[:, 1]
        return ArmJoints(shoulder, elbow, wrist, wrist - HAND * forearm[:, 1], upper, forearm)
    wrist = vector(arm.wrist)
    towards = vector(arm.elbow_towards)
    elbow = _middle_joint(shoulder, wrist, towards, UPPER_ARM, FOREARM)
    upper = _segment_frame(shoulder, elbow, -towards)
    forearm = _segment_frame(elbow, wrist, -towards)
    fingers = -forearm[:, 1] if arm.fingers is None else unit(arm.fingers)
    return ArmJoints(shoulder, elbow, wrist, wrist + HAND * fingers, upper, forearm)


def _middle_joint(
    start: Vector, end: Vector, towards: Vector, first: float, second: float
) -> Vector:
    """Where the joint between two segments lies when both ends are given."""
    line = end - start
    distance = float(np.linalg.norm(line))
    if distance > first + second + 1e-9:
        raise OutOfReach(
            f"a limb of {first + second:.3f} m cannot reach {distance:.3f} m; "
            "move the pelvis, the shoulder or the target of that pose"
        )
    along = line / distance
    side = towards - (towards @ along) * along
    side /= np.linalg.norm(side)
    share = (first**2 - second**2 + distance**2) / (2 * distance)
    height = np.sqrt(max(first**2 - share**2, 0.0))
    return np.asarray(start + share * along + height * side)


def _segment_frame(start: Vector, end: Vector, forward: Vector) -> Frame:
    up = unit(start - end)
    left = unit(np.cross(up, forward))
    return np.column_stack([left, up, np.cross(left, up)])


def _foot_frame(toes: Vector, sole_up: Vector) -> Frame:
    left = unit(np.cross(sole_up, toes))
    up = unit(sole_up)
    return np.column_stack([left, up, np.cross(left, up)])
