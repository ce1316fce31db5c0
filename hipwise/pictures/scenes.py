"""What the scenes share: points beside joints, notes on a panel, an arm on the hip."""

from __future__ import annotations

from dataclasses import replace

from hipwise.pictures.sheet import Arrow, Guide, Label, Panel
from hipwise.pictures.skeleton import ArmAngles, Triple, Vector

HAND_ON_HIP = ArmAngles(flexion=-18, abduction=42, rotation=62, elbow=98)


def point(values: Vector, right: float = 0.0, up: float = 0.0, near: float = 0.0) -> Triple:
    """A point beside another, in metres along the world's axes."""
    return (float(values[0] + right), float(values[1] + up), float(values[2] + near))


def with_notes(
    panel: Panel,
    arrows: tuple[Arrow, ...] = (),
    labels: tuple[Label, ...] = (),
    guides: tuple[Guide, ...] = (),
) -> Panel:
    """The panel with arrows, words and dashed lines."""
    return replace(panel, arrows=arrows, labels=labels, guides=guides)
