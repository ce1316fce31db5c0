"""Colours. The card is pale and closed, so that it reads the same in light and dark mode.

Orange against slate stays apart in the common kinds of colour blindness.
"""

from __future__ import annotations

CARD = (222, 231, 240)
PANEL = (248, 250, 252)
FLOOR = (229, 235, 241)
SHADOW = (120, 136, 156)
INK = (32, 42, 56)
INK_SOFT = (92, 106, 124)
LINE = (48, 60, 76)

ACCENT = (242, 118, 44)
ACCENT_FAR = (253, 166, 104)
ACCENT_INK = (186, 68, 6)
LEGGING = (140, 156, 178)
LEGGING_FAR = (178, 190, 206)
SHORTS = (84, 100, 124)
SHIRT = (92, 138, 178)
SKIN = (216, 180, 158)
HAIR = (92, 78, 72)
SHOE = (66, 78, 96)
EYE = (40, 44, 52)

MAT = (168, 204, 196)
WOOD = (206, 182, 148)
STONE = (206, 213, 222)
CUSHION = (236, 226, 206)
BAND = (24, 140, 100)
GLASS = (206, 228, 240)
GOOD = (20, 120, 78)
WHITE = (255, 255, 255)
