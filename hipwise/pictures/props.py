"""Things that the figure stands, lies and sits on."""

from __future__ import annotations

import numpy as np

from hipwise.pictures import palette
from hipwise.pictures.body import chain
from hipwise.pictures.render import Balls, Colour, Face, Shape
from hipwise.pictures.skeleton import LegJoints, Triple, unit

STEP, CHAIR, WALL, MIRROR, PILLOW, BAND, TABLE = range(20, 27)

BAND_SHARE = 0.80
"""How far down the thigh the band sits: just above the knee."""
BAND_WIDTH = 0.045


def box(low: Triple, high: Triple, colour: Colour, group: int) -> list[Shape]:
    """A block between two opposite corners."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    corners = [
        ((x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)),
        ((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)),
        ((x0, y0, z0), (x0, y1, z0), (x0, y1, z1), (x0, y0, z1)),
        ((x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)),
        ((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)),
        ((x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)),
    ]
    return [Face(face, colour, group) for face in corners]


def step(height: float, front: float, depth: float = 0.34, half_width: float = 0.24) -> list[Shape]:
    """A low step whose front edge is at z = `front`."""
    return box((-half_width, 0.0, front - depth), (half_width, height, front), palette.WOOD, STEP)


def chair(
    seat: float,
    back_z: float,
    depth: float = 0.42,
    half_width: float = 0.22,
    centre_x: float = 0.0,
    faces: int = 1,
) -> list[Shape]:
    """A plain chair.

    Args:
        seat: height of the seat.
        back_z: where its back is; the seat reaches from there by `depth`.
        depth: of the seat.
        half_width: half the width of the seat.
        centre_x: its middle.
        faces: 1 if somebody who sits on it faces +z, -1 for -z.
    """
    left, right = centre_x - half_width, centre_x + half_width
    front_z = back_z + faces * depth
    rail = 0.045
    shapes = box(
        (left, seat - 0.05, min(back_z, front_z)),
        (right, seat, max(back_z, front_z)),
        palette.WOOD,
        CHAIR,
    )
    for x in (left, right - rail):
        for z in (back_z, front_z - faces * rail):
            near, far = sorted((z, z + faces * rail))
            top = seat + 0.42 if z == back_z else seat - 0.05
            shapes += box((x, 0.0, near), (x + rail, top, far), palette.WOOD, CHAIR)
    near, far = sorted((back_z, back_z + faces * rail))
    shapes += box((left, seat + 0.22, near), (right, seat + 0.42, far), palette.WOOD, CHAIR)
    return shapes


def wall(z: float, half_width: float = 0.5, height: float = 1.85) -> list[Shape]:
    """A piece of wall behind the figure."""
    return box((-half_width, 0.0, z - 0.07), (half_width, height, z), palette.STONE, WALL)


def pillow(x: float, z: float, height: float) -> list[Shape]:
    """A cushion that lies on the floor."""
    r = height / 2
    rows = [
        chain(
            np.array([[x + dx, r, z - 0.13], [x + dx, r, z + 0.13]]),
            np.array([r, r]),
            palette.CUSHION,
            PILLOW,
        )
        for dx in np.linspace(-0.10, 0.10, 9)
    ]
    centres = np.concatenate([row.centres for row in rows])
    return [Balls(centres, np.full(len(centres), r), palette.CUSHION, PILLOW)]


def band(left: LegJoints, right: LegJoints, radius: float = 0.062) -> list[Shape]:
    """An elastic loop round both thighs, just above the knees."""
    ends = [leg.hip + BAND_SHARE * (leg.knee - leg.hip) for leg in (right, left)]
    along = unit(right.thigh[:, 1] + left.thigh[:, 1])
    across = unit(ends[1] - ends[0])
    front = unit(np.cross(across, along))
    across = np.cross(along, front)
    angles = np.linspace(-np.pi / 2, np.pi / 2, 12)
    loop = [ends[1] + radius * (np.cos(a) * across + np.sin(a) * front) for a in angles]
    loop += [ends[0] - radius * (np.cos(a) * across + np.sin(a) * front) for a in angles]
    ring = np.array([*loop, loop[0]])
    thickness = np.full(len(ring), 0.011)
    rows = [
        chain(ring + offset * along, thickness, palette.BAND, BAND)
        for offset in np.linspace(-BAND_WIDTH / 2, BAND_WIDTH / 2, 6)
    ]
    centres = np.concatenate([row.centres for row in rows])
    return [Balls(centres, np.full(len(centres), 0.011), palette.BAND, BAND)]


def mirror(z: float, half_width: float = 0.26, height: float = 1.62) -> list[Shape]:
    """A long standing mirror that faces -z, with two streaks of light on the glass."""
    rim, glass_z = 0.035, z - 0.001
    shapes = box((-half_width, 0.04, z), (half_width, height, z + 0.03), palette.SHORTS, MIRROR)
    for foot in (-half_width, half_width - 0.05):
        shapes += box((foot, 0.0, z - 0.12), (foot + 0.05, 0.04, z + 0.16), palette.SHORTS, MIRROR)
    left, right, low, high = -half_width + rim, half_width - rim, 0.04 + rim, height - rim
    corners = ((left, low), (right, low), (right, high), (left, high))
    glass = tuple((x, y, glass_z) for x, y in corners)
    shapes.append(Face(glass, palette.GLASS, MIRROR, plain=True))
    for start, width in ((0.62, 0.10), (0.84, 0.04)):
        shapes.append(
            Face(
                (
                    (left + 0.06, start, z - 0.002),
                    (left + 0.06, start + width, z - 0.002),
                    (right - 0.06, start + width + 0.42, z - 0.002),
                    (right - 0.06, start + 0.42, z - 0.002),
                ),
                palette.WHITE,
                MIRROR,
                plain=True,
            )
        )
    return shapes
