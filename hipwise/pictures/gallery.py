"""Draws every picture and keeps it in content/pictures/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml
from PIL import Image, ImageDraw

from hipwise.errors import HipwiseError
from hipwise.pictures import palette
from hipwise.pictures.animation import MOTIONS, draw_frame, frames
from hipwise.pictures.exercises import EXERCISES
from hipwise.pictures.self_test import SELF_TEST
from hipwise.pictures.sheet import CARD_RADIUS, Picture, Words, draw_picture

PICTURES = {**EXERCISES, **SELF_TEST}
FOLDER = Path("content") / "pictures"
"""Where the pictures are kept, from the project's root."""
LABELS = "labels.yml"
ALTERNATIVES = "alt.yml"

PNG_COLOURS = 224
CORNER_SHADES = 16
GIF_SHADES = (0.76, 0.88, 0.97, 1.04)


class UnknownPicture(HipwiseError):
    """There is no picture of that name."""


def load_words(folder: Path) -> dict[str, dict[str, str]]:
    """The words drawn into the pictures: picture -> key -> words.

    Raises:
        HipwiseError: the file is absent.
    """
    path = folder / LABELS
    if not path.is_file():
        raise HipwiseError(f"{path} is missing: run this in the project's root")
    words: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


def picture(name: str) -> Picture:
    """The scene of a picture.

    Raises:
        UnknownPicture: no scene has that name.
    """
    if name not in PICTURES:
        raise UnknownPicture(f"no picture {name!r}; there are {', '.join(sorted(PICTURES))}")
    return PICTURES[name]()


def draw_all(folder: Path, names: Sequence[str] = ()) -> Iterable[Path]:
    """Draws pictures (all, or those named) and gives each file's path once it is written.

    Raises:
        UnknownPicture: a name is not that of a picture.
    """
    words = load_words(folder)
    for name in names or sorted(PICTURES):
        path = folder / f"{name}.png"
        save_png(draw_picture(picture(name), words[name]), path)
        yield path
        if name in MOTIONS:
            path = folder / f"{name}.gif"
            save_gif(name, {**words["tempo"], **words[name]}, path)
            yield path


def save_png(card: Image.Image, path: Path) -> None:
    """Writes a card with rounded corners, in a palette so that the file is small.

    The corners keep the card's colour under their transparency: a reader that ignores
    transparency (Telegram's photos) shows a plain rectangle.
    """
    corners = Image.new("L", (card.width * 4, card.height * 4), 0)
    ImageDraw.Draw(corners).rounded_rectangle(
        (0, 0, corners.width - 1, corners.height - 1), CARD_RADIUS * 4, fill=CORNER_SHADES
    )
    corners = corners.resize(card.size, Image.Resampling.BOX)
    flat = card.quantize(PNG_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    # One more palette entry for each shade of the corners, from clear upwards.
    colours = (flat.getpalette() or [])[: PNG_COLOURS * 3]
    colours += [0] * (PNG_COLOURS * 3 - len(colours))
    colours += list(palette.CARD) * CORNER_SHADES
    edge = corners.point([PNG_COLOURS + min(shade, CORNER_SHADES - 1) for shade in range(256)])
    inside = corners.point([255 if shade >= CORNER_SHADES else 0 for shade in range(256)])
    indices = Image.composite(Image.frombytes("L", flat.size, flat.tobytes()), edge, inside)
    result = Image.frombytes("P", flat.size, indices.tobytes())
    result.putpalette(colours)
    opacity = [255] * PNG_COLOURS + [round(s * 255 / CORNER_SHADES) for s in range(CORNER_SHADES)]
    result.save(path, optimize=True, transparency=bytes(opacity))


def save_gif(name: str, words: Words, path: Path) -> None:
    """Writes the looping animation of an exercise, all frames in one small palette."""
    motion = MOTIONS[name]
    sequence = frames(motion, words)
    drawn = [draw_frame(motion, frame) for frame in sequence]
    shared = _gif_palette()
    flat = [image.quantize(palette=shared, dither=Image.Dither.NONE) for image in drawn]
    flat[0].save(
        path,
        save_all=True,
        append_images=flat[1:],
        duration=[frame.milliseconds for frame in sequence],
        loop=0,
        optimize=True,
    )


def _gif_palette() -> Image.Image:
    """The figure's own colours in a few shades each.

    Chosen rather than counted from the frames: a counted palette spends itself on the large
    pale ground and lets the still leg take the colour of the mat.
    """
    shaded = (
        palette.ACCENT,
        palette.LEGGING,
        palette.LEGGING_FAR,
        palette.SHORTS,
        palette.SHIRT,
        palette.SKIN,
        palette.HAIR,
        palette.SHOE,
        palette.MAT,
    )
    even = (
        palette.PANEL,
        palette.WHITE,
        palette.CARD,
        palette.FLOOR,
        palette.SHADOW,
        palette.INK,
        palette.INK_SOFT,
        palette.LINE,
        palette.EYE,
        palette.CUSHION,
    )
    colours = [
        tuple(min(round(part * shade), 255) for part in colour)
        for colour in shaded
        for shade in GIF_SHADES
    ]
    result = Image.new("P", (1, 1))
    result.putpalette([part for colour in (*colours, *even) for part in colour])
    return result
