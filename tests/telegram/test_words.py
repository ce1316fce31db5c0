"""content/channel.yml is whole, and says what is missing when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from hipwise.errors import HipwiseError
from hipwise.telegram.words import MEDIA, load_words

from .conftest import ROOT


def test_the_project_has_all_its_words() -> None:
    words = load_words(ROOT / "content" / "channel.yml")
    assert set(words.media) == set(MEDIA)
    assert len(words.old_button) <= 200


@pytest.mark.parametrize("content", ["", "- a", "media: {voice: 3}", "busy: [", "media: 1"])
def test_what_is_missing_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "channel.yml"
    path.write_text(content)
    with pytest.raises(HipwiseError, match=r"channel\.yml"):
        load_words(path)
    with pytest.raises(HipwiseError, match=r"none\.yml"):
        load_words(tmp_path / "none.yml")
