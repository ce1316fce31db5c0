"""Pictures for the mirror self-test: what to look for, beside the plain version.

What is looked for follows the five domains of Crossley 2011 (knee, pelvis, trunk, balance,
depth); the differences are drawn larger than they usually are, so that they can be seen.
"""

from __future__ import annotations

from dataclasses import replace

from hipwise.pictures import props
from hipwise.pictures.body import Dress
from hipwise.pictures.render import Camera
from hipwise.pictures.scenes import point, with_notes
from hipwise.pictures.sheet import Arrow, Figure, Guide, Label, Panel, Picture
from hipwise.pictures.skeleton import (
    ANKLE_HEIGHT,
    ArmAngles,
    ArmReach,
    Joints,
    LegReach,
    Pose,
    solve,
)
from hipwise.pictures.standing import plumb, single_leg_squat_pose

CAMERA = Camera(azimuth=0, elevation=10, scale=300, centre=(0.06, 0.72, 0.0), at=(255, 335))
HEIGHT = 680
HIP_DROP = 13.0
TRUNK_LEAN = 19.0
EARLY_STOP = 0.22
SWAY = ((-0.16, 1.52, 0.0), (0.11, 1.62, 0.0), (0.38, 1.52, 0.0))


def look_knee_in() -> Picture:
    """The knee inside the big toe."""
    plain, seen = single_leg_squat_pose(1.0), single_leg_squat_pose(1.0, knee_in=0.75)
    first, second = _panels(plain, seen)
    legs = [solve(pose).right_leg for pose in (plain, seen)]
    return Picture(
        (
            with_notes(first, guides=(plumb(legs[0].knee, legs[0].ankle),)),
            with_notes(
                second,
                guides=(plumb(legs[1].knee, legs[1].ankle),),
                arrows=(
                    Arrow(
                        (
                            point(legs[0].knee, -0.20, 0.02, 0.2),
                            point(legs[0].knee, -0.01, 0.02, 0.2),
                        )
                    ),
                ),
            ),
        ),
        height=HEIGHT,
    )


def look_hip_drop() -> Picture:
    """The hip of the free leg lower than the other."""
    plain, seen = single_leg_squat_pose(1.0), single_leg_squat_pose(1.0, drop=HIP_DROP)
    first, second = _panels(plain, seen)
    return Picture(
        (
            with_notes(first, guides=(_hip_line(solve(plain)),)),
            with_notes(
                second,
                guides=(_hip_line(solve(seen)),),
                arrows=(
                    Arrow(
                        (
                            point(solve(seen).left_leg.hip, 0.30, 0.16, 0.2),
                            point(solve(seen).left_leg.hip, 0.30, -0.10, 0.2),
                        )
                    ),
                ),
            ),
        ),
        height=HEIGHT,
    )


def look_trunk_lean() -> Picture:
    """The upper body leaning over the standing leg."""
    plain = single_leg_squat_pose(1.0)
    seen = replace(plain, spine=(0.0, TRUNK_LEAN, 0.0), head=(-16.0, 2.0, 0.0))
    first, second = _panels(plain, seen)
    head = solve(plain).head
    upright = Guide(point(solve(plain).pelvis, near=0.3), point(head, up=-0.03, near=0.3))
    return Picture(
        (
            with_notes(first, guides=(upright,)),
            with_notes(
                second,
                guides=(upright,),
                arrows=(
                    Arrow(
                        (point(head, 0.22, 0.14), point(head, 0.12, 0.22), point(head, -0.08, 0.24))
                    ),
                ),
            ),
        ),
        height=HEIGHT,
    )


def look_wobble() -> Picture:
    """Arms out and the free foot down to keep the balance."""
    plain = single_leg_squat_pose(1.0)
    seen = replace(
        plain,
        tilt=(24.0, 4.0, 0.0),
        spine=(0.0, -14.0, 0.0),
        head=(-14.0, 4.0, 0.0),
        left_arm=ArmAngles(flexion=30, abduction=62, elbow=25),
        right_arm=ArmAngles(flexion=30, abduction=88, elbow=30),
        left_leg=LegReach((0.27, ANKLE_HEIGHT + 0.02, 0.05), (0.3, 0.0, 1.0), toes=(0.3, 0.0, 1.0)),
    )
    first, second = (
        replace(panel, camera=replace(CAMERA, scale=280, at=(255, 350)))
        for panel in _panels(plain, seen)
    )
    foot = solve(seen).left_leg.ankle
    return Picture(
        (
            with_notes(first),
            with_notes(
                second,
                arrows=(Arrow(SWAY, both=True),),
                labels=(Label("touch", (0.64, 0.945), point(foot, 0.03, -0.05, 0.1)),),
            ),
        ),
        height=HEIGHT,
    )


def look_depth() -> Picture:
    """A bend of about a hand-span beside one that stops early."""
    standing = single_leg_squat_pose(0.0)
    plain = single_leg_squat_pose(1.0)
    seen = single_leg_squat_pose(EARLY_STOP)
    camera = replace(CAMERA, scale=266, at=(255, 366))
    panels = []
    for panel, pose in zip(_panels(plain, seen), (plain, seen), strict=True):
        top, now = (float(solve(each).head[1]) + 0.22 for each in (standing, pose))
        lines = tuple(Guide((0.20, y, 0.0), (0.72, y, 0.0)) for y in (top, now))
        # A gap too small to hold an arrow speaks for itself.
        arrows = (Arrow(((0.46, top, 0.0), (0.46, now, 0.0))),) if top - now > 0.1 else ()
        panels.append(with_notes(replace(panel, camera=camera), guides=lines, arrows=arrows))
    labels = (Label("deep", (0.5, 0.945)), Label("shallow", (0.5, 0.945)))
    return Picture(
        tuple(replace(p, labels=(label,)) for p, label in zip(panels, labels, strict=True)),
        height=HEIGHT,
    )


def mirror_setup() -> Picture:
    """Where to stand: a long mirror 2 m ahead, a chair in reach."""
    mirror_z, chair_z = 2.0, 0.28
    pose = Pose(
        pelvis=(0.0, 0.897, 0.0),
        left_leg=LegReach((0.09, ANKLE_HEIGHT, 0.0), (0.06, 0.0, 1.0), toes=(0.05, 0.0, 1.0)),
        right_leg=LegReach((-0.09, ANKLE_HEIGHT, 0.0), (-0.06, 0.0, 1.0), toes=(-0.05, 0.0, 1.0)),
        left_arm=ArmReach((0.36, 0.945, 0.24), (0.3, -0.4, -1.0), (0.2, -0.25, 1.0)),
        right_arm=ArmAngles(abduction=8, elbow=8),
    )
    panel = Panel(
        caption="caption",
        camera=Camera(
            azimuth=-140, elevation=18, scale=298, centre=(0.1, 0.8, 0.98), at=(520, 335)
        ),
        figures=(Figure(pose, Dress(left="far", right="still")),),
        props=(*props.chair(0.46, chair_z, centre_x=0.55), *props.mirror(mirror_z)),
        floor=(0.15, 0.98, 0.95, 1.45),
        arrows=(Arrow(((-0.10, 0.0, 0.25), (-0.10, 0.0, mirror_z - 0.06)), both=True),),
        labels=(
            Label("distance", (0.70, 0.90)),
            Label("mirror", (0.52, 0.30), (-0.22, 1.2, mirror_z - 0.03)),
            Label("chair", (0.15, 0.44), (0.70, 0.75, chair_z)),
        ),
        mark="look",
    )
    return Picture((panel,), height=700)


def _panels(plain: Pose, seen: Pose) -> tuple[Panel, Panel]:
    """The plain squat and what to look for."""
    first = Panel(
        caption="plain",
        camera=CAMERA,
        figures=(Figure(plain, Dress(left="far", right="moving")),),
        floor=(0.05, 0.0, 0.50, 0.36),
        mark="good",
    )
    figure = Figure(seen, Dress(left="far", right="moving"))
    return first, replace(first, caption="look", figures=(figure,), mark="look")


def _hip_line(joints: Joints) -> Guide:
    """A line through both hip joints, a little longer than the pelvis."""
    middle = (joints.left_leg.hip + joints.right_leg.hip) / 2
    across = (joints.left_leg.hip - joints.right_leg.hip) * 1.75
    ends = (point(middle + side * across, up=0.05, near=0.3) for side in (-1, 1))
    return Guide(*ends)


SELF_TEST = {
    scene.__name__: scene
    for scene in (
        look_knee_in,
        look_hip_drop,
        look_trunk_lean,
        look_wobble,
        look_depth,
        mirror_setup,
    )
}
