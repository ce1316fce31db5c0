"""The kept files are what the code draws, small enough, and say what they show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from hipwise.pictures.__main__ import main
from hipwise.pictures.animation import MOTIONS, draw_frame, frames
from hipwise.pictures.body import flesh
from hipwise.pictures.exercises import EXERCISES
from hipwise.pictures.gallery import (
    ALTERNATIVES,
    FOLDER,
    PICTURES,
    UnknownPicture,
    load_words,
    picture,
    save_png,
)
from hipwise.pictures.sheet import CAPTION_HEIGHT, Panel, draw_picture, tag_box
from hipwise.pictures.skeleton import solve

KEPT = Path(__file__).parents[2] / FOLDER
WORDS = load_words(KEPT)
MOST_PNG = 80 * 1024
MOST_GIF = 400 * 1024


def small(image: Image.Image) -> np.ndarray:
    """An image brought down so far that only what is drawn where counts, not how smoothly."""
    size = (image.width // 6, image.height // 6)
    opaque = image.convert("RGBA").convert("RGB")
    return np.asarray(opaque.resize(size, Image.Resampling.BOX), dtype=float)


def difference(first: Image.Image, second: Image.Image) -> tuple[float, float]:
    """Mean difference (0-255), and the share of places that differ plainly."""
    apart = np.abs(small(first) - small(second)).max(axis=2)
    return float(apart.mean()), float((apart > 48).mean())


def panels() -> list[tuple[str, Panel, tuple[int, int]]]:
    found = []
    for name in PICTURES:
        scene = picture(name)
        for panel, (left, top, right, bottom) in zip(
            scene.panels, scene.panel_boxes(), strict=True
        ):
            found.append((name, panel, (right - left, bottom - top)))
    return found


each_panel = pytest.mark.parametrize(
    ("name", "panel", "size"),
    panels(),
    ids=lambda value: value if isinstance(value, str) else "",
)


def test_there_is_a_picture_for_every_exercise_of_the_design() -> None:
    assert set(EXERCISES) == {
        "clamshell",
        "hydrant",
        "single_leg_squat",
        "side_lying_abduction",
        "bridge",
        "side_plank",
        "band_walk",
        "wall_sit",
        "step_down",
        "step_up",
        "straight_leg_raise",
        "sit_to_stand",
    }
    assert set(MOTIONS) == {"clamshell", "hydrant", "single_leg_squat"}


def test_kept_files_are_those_that_are_drawn_and_each_has_alternative_text() -> None:
    drawn = {f"{name}.png" for name in PICTURES} | {f"{name}.gif" for name in MOTIONS}
    kept = {path.name for path in KEPT.iterdir() if path.suffix in (".png", ".gif")}
    texts = yaml.safe_load((KEPT / ALTERNATIVES).read_text(encoding="utf-8"))
    assert kept == drawn
    assert set(texts) == drawn
    for name, text in texts.items():
        assert 40 < len(text) < 200, name
        assert text.count(". ") <= 1 and text.endswith("."), name


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_kept_picture_is_what_the_code_draws(name: str) -> None:
    with Image.open(KEPT / f"{name}.png") as kept:
        mean, plainly = difference(kept, draw_picture(picture(name), WORDS[name], enlargement=1))
    assert mean < 2.5
    assert plainly < 0.003


def test_a_changed_pose_would_be_noticed() -> None:
    with Image.open(KEPT / "step_down.png") as kept, Image.open(KEPT / "step_up.png") as other:
        mean, plainly = difference(kept, other)
    assert mean > 6
    assert plainly > 0.02


def test_full_size_drawing_is_the_kept_one_almost_to_the_pixel(tmp_path: Path) -> None:
    path = tmp_path / "bridge.png"
    save_png(draw_picture(picture("bridge"), WORDS["bridge"]), path)
    with Image.open(path) as drawn, Image.open(KEPT / "bridge.png") as kept:
        apart = np.abs(
            np.asarray(drawn.convert("RGBA"), float) - np.asarray(kept.convert("RGBA"), float)
        )
    assert apart.mean() < 0.5
    assert (apart.max(axis=2) > 24).mean() < 0.002


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_animation_keeps_the_tempo_and_is_what_the_code_draws(name: str) -> None:
    motion = MOTIONS[name]
    expected = frames(motion, {**WORDS["tempo"], **WORDS[name]})
    with Image.open(KEPT / f"{name}.gif") as kept:
        assert kept.info["loop"] == 0
        shown = 0
        for number in range(kept.n_frames):
            kept.seek(number)
            shown += kept.info["duration"]
        assert shown == sum(phase.seconds for phase in motion.phases) * 1000
        assert shown == sum(frame.milliseconds for frame in expected)
        kept.seek(0)
        mean, plainly = difference(kept, draw_frame(motion, expected[0], enlargement=1))
    assert mean < 4
    assert plainly < 0.003


@pytest.mark.parametrize(
    ("name", "seconds"),
    [("clamshell", (3, 1, 3)), ("hydrant", (4, 1, 4)), ("single_leg_squat", (3, 1, 2))],
)
def test_tempos_are_those_of_the_exercise_cards(name: str, seconds: tuple[int, ...]) -> None:
    assert tuple(phase.seconds for phase in MOTIONS[name].phases[:3]) == seconds


def test_animation_goes_up_and_comes_back_without_a_jump() -> None:
    for motion in MOTIONS.values():
        shares = [frame.share for frame in frames(motion, WORDS["tempo"])]
        steps = np.abs(np.diff([*shares, shares[0]]))
        assert max(shares) == 1.0 and min(shares) == 0.0
        assert steps.max() < 0.12


def test_files_are_small() -> None:
    for path in KEPT.iterdir():
        if path.suffix == ".png":
            assert path.stat().st_size < MOST_PNG, path.name
        elif path.suffix == ".gif":
            assert path.stat().st_size < MOST_GIF, path.name


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_corners_are_clear_and_the_rest_is_opaque(name: str) -> None:
    with Image.open(KEPT / f"{name}.png") as kept:
        seen = np.asarray(kept.convert("RGBA"))
    height, width = seen.shape[:2]
    assert (seen[[0, 0, -1, -1], [0, -1, 0, -1], 3] == 0).all()
    assert (seen[height // 2, :, 3] == 255).all()
    assert (seen[:, width // 2, 3] == 255).all()


@each_panel
def test_labels_lie_inside_their_panel_and_clear_of_each_other(
    name: str, panel: Panel, size: tuple[int, int]
) -> None:
    boxes = [tag_box(label.at, WORDS[name][label.key], size, 1) for label in panel.labels]
    for left, top, right, bottom in boxes:
        assert left >= 4 and right <= size[0] - 4
        assert top >= CAPTION_HEIGHT and bottom <= size[1] - 4
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            beside = one[2] <= other[0] or other[2] <= one[0]
            above_or_below = one[3] <= other[1] or other[3] <= one[1]
            assert beside or above_or_below


@each_panel
def test_the_person_stays_inside_the_panel_and_below_the_caption(
    name: str, panel: Panel, size: tuple[int, int]
) -> None:
    for figure in panel.figures:
        for balls in flesh(solve(figure.pose), figure.dress):
            seen = panel.camera.project(balls.centres)
            radii = balls.radii * panel.camera.scale
            assert (seen[:, 0] - radii).min() >= 2
            assert (seen[:, 0] + radii).max() <= size[0] - 2
            assert (seen[:, 1] - radii).min() >= CAPTION_HEIGHT - 4
            assert (seen[:, 1] + radii).max() <= size[1] - 2


def test_every_word_is_used_and_every_word_used_is_there() -> None:
    for name in PICTURES:
        used = set()
        for panel in picture(name).panels:
            used |= {panel.caption, *(label.key for label in panel.labels)}
        assert used == set(WORDS[name]), name
    phases = {phase.key for motion in MOTIONS.values() for phase in motion.phases}
    assert phases == set(WORDS["tempo"])
    assert set(WORDS) == {*PICTURES, "tempo"}


def test_an_unknown_name_is_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(UnknownPicture, match="clamshell"):
        picture("headstand")
    assert main(["headstand"]) == 1
    assert "headstand" in capsys.readouterr().err
