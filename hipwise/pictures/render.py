"""Draws spheres and flat faces with a depth buffer, so that near things cover far ones.

Bodies are rows of overlapping spheres, which an orthographic camera sees as circles: each
sphere costs one small square of the buffer and covers exactly what lies behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from hipwise.pictures.skeleton import Triple, Vector, unit, vector

Colour = tuple[int, int, int]

# From the upper left, in front of the picture: where people expect the light to come from.
LIGHT = unit((-0.45, 0.75, 0.55))
SHADE_DARKEST = 0.74
SHADE_LIGHTEST = 1.06
OUTLINE_DEPTH = 0.055
"""Metres that a surface must lie behind its neighbour to be parted from it by a line."""
OUTLINE_DEPTH_OTHER_GROUP = 0.006
"""The same where the two surfaces belong to different limbs or things."""


@dataclass(frozen=True)
class Camera:
    """An orthographic camera.

    Attributes:
        azimuth: degrees that the viewer walks round to the picture's right; 0 sees the
            world's z axis head-on, -90 sees a figure that faces z from its right side.
        elevation: degrees above the horizon.
        scale: pixels a metre.
        centre: world point that is drawn at `at`.
        at: pixel of the centre.
    """

    azimuth: float
    elevation: float
    scale: float
    centre: Triple
    at: tuple[float, float]

    def axes(self) -> NDArray[np.float64]:
        """Rows: the picture's right, its up, and the direction towards the viewer."""
        a, e = np.radians(self.azimuth), np.radians(self.elevation)
        right = vector((np.cos(a), 0.0, -np.sin(a)))
        viewer = vector((np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)))
        return np.stack([right, np.cross(viewer, right), viewer])

    def project(self, points: Vector | Triple) -> NDArray[np.float64]:
        """World points to (pixel right, pixel down, pixels towards the viewer).

        Args:
            points: array of shape (3,) or (n, 3).
        """
        seen = (np.asarray(points, dtype=np.float64) - vector(self.centre)) @ self.axes().T
        seen = seen * self.scale
        seen[..., 1] *= -1
        return np.asarray(seen + np.array([self.at[0], self.at[1], 0.0]))

    def enlarged(self, factor: float) -> Camera:
        """The same view in a picture `factor` times as large."""
        at = (self.at[0] * factor, self.at[1] * factor)
        return Camera(self.azimuth, self.elevation, self.scale * factor, self.centre, at)


@dataclass(frozen=True)
class Balls:
    """Spheres of one colour.

    Attributes:
        centres: shape (n, 3), metres.
        radii: shape (n,), metres.
        group: limb or thing that they belong to; lines part the groups.
        plain: drawn without shading or lines (eyes).
        seamless: no line parts it from a surface of another group just behind it.
    """

    centres: NDArray[np.float64]
    radii: NDArray[np.float64]
    colour: Colour
    group: int
    plain: bool = False
    seamless: bool = False


@dataclass(frozen=True)
class Face:
    """A flat convex polygon; a plain one has neither lines nor shading."""

    corners: tuple[Triple, ...]
    colour: Colour
    group: int
    plain: bool = False


Shape = Balls | Face


class DepthBuffer:
    """A picture under construction, with the depth of what each pixel shows."""

    def __init__(self, width: int, height: int, camera: Camera, line_width: int) -> None:
        """Starts empty.

        Args:
            width: of the buffer in pixels.
            height: of the buffer in pixels.
            camera: in the buffer's own pixels.
            line_width: of outlines, in pixels.
        """
        self._camera = camera
        self._line_width = line_width
        self._axes = camera.axes()
        self._depth = np.full((height, width), -np.inf, dtype=np.float32)
        self._colour = np.zeros((height, width, 3), dtype=np.float32)
        self._group = np.zeros((height, width), dtype=np.int16)
        self._lined = np.zeros((height, width), dtype=bool)
        self._seamless = np.zeros((height, width), dtype=bool)

    def add(self, shapes: Iterable[Shape]) -> None:
        """Draws shapes, in any order."""
        for shape in shapes:
            if isinstance(shape, Balls):
                self._add_balls(shape)
            else:
                self._add_face(shape)

    def image(self, line_colour: Colour) -> Image.Image:
        """The finished picture (RGBA), clear where nothing was drawn."""
        covered = self._depth > -np.inf
        lines = self._outlines()
        colour = np.where(lines[..., None], np.array(line_colour, np.float32), self._colour)
        alpha = np.where(covered | lines, 255, 0)
        pixels = np.dstack([np.clip(colour, 0, 255), alpha]).astype(np.uint8)
        return Image.fromarray(pixels, "RGBA")

    def _add_balls(self, balls: Balls) -> None:
        seen = self._camera.project(balls.centres)
        radii = balls.radii * self._camera.scale
        height, width = self._depth.shape
        # One pixel more on each side than the shapes need, for the slopes at their edge.
        left = max(int((seen[:, 0] - radii).min()) - 2, 0)
        right = min(int((seen[:, 0] + radii).max()) + 3, width)
        top = max(int((seen[:, 1] - radii).min()) - 2, 0)
        bottom = min(int((seen[:, 1] + radii).max()) + 3, height)
        if left >= right or top >= bottom:
            return
        surface = _surface(seen - np.array([left, top, 0.0]), radii, (bottom - top, right - left))
        here = np.s_[top:bottom, left:right]
        nearer = surface > self._depth[here]
        self._depth[here][nearer] = surface[nearer]
        self._group[here][nearer] = balls.group
        self._lined[here][nearer] = not balls.plain
        self._seamless[here][nearer] = balls.seamless
        base = np.array(balls.colour, np.float32)
        if balls.plain:
            self._colour[here][nearer] = base
        else:
            facing = _facing(surface, (self._axes @ LIGHT).astype(np.float32))
            self._colour[here][nearer] = _shade(facing[nearer])[:, None] * base

    def _add_face(self, face: Face) -> None:
        seen = self._camera.project(np.array(face.corners, dtype=np.float64))
        height, width = self._depth.shape
        mask_image = Image.new("1", (width, height))
        outline = [(float(x), float(y)) for x, y in seen[:, :2]]
        ImageDraw.Draw(mask_image).polygon(outline, fill=1)
        rows, columns = np.nonzero(np.asarray(mask_image))
        if len(rows) == 0:
            return
        normal = np.cross(seen[1] - seen[0], seen[2] - seen[0])
        if abs(normal[2]) < 1e-9:
            return
        depth = (
            seen[0, 2]
            - (normal[0] * (columns - seen[0, 0]) + normal[1] * (rows - seen[0, 1])) / normal[2]
        )
        nearer = depth.astype(np.float32) > self._depth[rows, columns]
        rows, columns = rows[nearer], columns[nearer]
        corners = np.array(face.corners, dtype=np.float64)
        world_normal = unit(np.cross(corners[1] - corners[0], corners[2] - corners[0]))
        if world_normal @ self._axes[2] < 0:
            world_normal = -world_normal
        light = self._axes.T @ (self._axes @ LIGHT)
        facing = np.array([world_normal @ light], dtype=np.float32)
        self._depth[rows, columns] = depth[nearer]
        self._group[rows, columns] = face.group
        self._lined[rows, columns] = not face.plain
        self._seamless[rows, columns] = False
        shade = np.float32(1.0) if face.plain else _shade(facing)[0]
        self._colour[rows, columns] = shade * np.array(face.colour, np.float32)

    def _outlines(self) -> NDArray[np.bool_]:
        """Marks pixels just behind the edge of something nearer."""
        lines = np.zeros(self._depth.shape, dtype=bool)
        deep = np.float32(OUTLINE_DEPTH * self._camera.scale)
        shallow = np.float32(OUTLINE_DEPTH_OTHER_GROUP * self._camera.scale)
        for down, right in _ring(self._line_width):
            own, other = _overlap(self._depth.shape, down, right)
            with np.errstate(invalid="ignore"):
                jump = self._depth[other] - self._depth[own]
            parted = (self._group[other] != self._group[own]) & ~self._seamless[other]
            edge = (jump > deep) | ((jump > shallow) & parted)
            lines[own] |= edge & self._lined[other]
        return lines


def _surface(
    seen: NDArray[np.float64], radii: NDArray[np.float64], shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Depth of the nearest sphere at each pixel, -inf where there is none."""
    surface = np.full(shape, -np.inf, dtype=np.float32)
    for (x, y, z), r in zip(seen, radii, strict=True):
        left, right = max(int(x - r), 0), min(int(x + r) + 2, shape[1])
        top, bottom = max(int(y - r), 0), min(int(y + r) + 2, shape[0])
        if left >= right or top >= bottom:
            continue
        dx = np.arange(left, right, dtype=np.float32) - np.float32(x)
        dy = np.arange(top, bottom, dtype=np.float32) - np.float32(y)
        rise = np.float32(r * r) - (dy * dy)[:, None] - (dx * dx)[None, :]
        with np.errstate(invalid="ignore"):
            np.sqrt(rise, out=rise)
        rise += np.float32(z)
        window = surface[top:bottom, left:right]
        # fmax passes over the NaN of the pixels outside the circle.
        np.fmax(window, rise, out=window)
    return surface


def _facing(surface: NDArray[np.float32], light: NDArray[np.float32]) -> NDArray[np.float32]:
    """How squarely the surface meets the light, -1 to 1, from the slopes of its depth."""
    # Slopes over a few pixels, so that the joins of the spheres do not show as ridges;
    # beside an edge, where the wide step leaves the surface, over the pixel next door.
    with np.errstate(invalid="ignore"):
        slopes = [
            np.where(np.isfinite(wide := _slope(surface, axis, 4)), wide, narrow)
            for axis in (0, 1)
            for narrow in [_slope(surface, axis, 1)]
        ]
    steep = np.float32(6.0)
    slope_down, slope_right = (np.clip(np.nan_to_num(s), -steep, steep) for s in slopes)
    length = np.sqrt(1 + slope_down**2 + slope_right**2)
    return np.asarray(
        (-slope_right * light[0] + slope_down * light[1] + light[2]) / length, dtype=np.float32
    )


def _slope(surface: NDArray[np.float32], axis: int, step: int) -> NDArray[np.float32]:
    """Central differences of the depth; the buffer's empty border wraps to itself."""
    ahead, behind = np.roll(surface, -step, axis), np.roll(surface, step, axis)
    return np.asarray((ahead - behind) / (2 * step), dtype=np.float32)


def _shade(facing: NDArray[np.float32]) -> NDArray[np.float32]:
    """Brightness of a surface: a soft step from shadow to light, as in a printed chart."""
    soft = np.clip((facing + 0.35) / 1.15, 0, 1)
    return np.asarray(SHADE_DARKEST + (SHADE_LIGHTEST - SHADE_DARKEST) * soft, dtype=np.float32)


def _ring(radius: int) -> list[tuple[int, int]]:
    """Offsets round a circle: enough of them that a line has no gaps."""
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    return sorted({(round(radius * np.sin(a)), round(radius * np.cos(a))) for a in angles})


def _overlap(
    shape: tuple[int, ...], down: int, right: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Two views of a buffer: pixels, and their neighbours at an offset."""
    height, width = shape
    own = np.s_[max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)]
    other = np.s_[max(0, down) : height - max(0, -down), max(0, right) : width - max(0, -right)]
    return own, other
