"""Pictures as files."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from hipwise.pictures.png import png_bytes
from hipwise.pictures.sheet import font


def test_the_ground_keeps_its_exact_colour() -> None:
    """Mixed with the edges of letters, white became a grey that shows on paper."""
    image = Image.new("RGB", (300, 80), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for number, text in enumerate(("Many letters", "with soft edges")):
        draw.text((10, 5 + 34 * number), text, (32, 42, 56), font(28, bold=False))
    with Image.open(io.BytesIO(png_bytes(image))) as saved:
        assert saved.size == image.size
        assert saved.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
        assert saved.convert("RGB").getpixel((299, 79)) == (255, 255, 255)
