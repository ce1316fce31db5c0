"""Sets up what a run needs: the encoder, the tokeniser, and the trained language model."""

from __future__ import annotations

import contextlib
import io
import os
import time
from pathlib import Path
from typing import Callable

from hipwise.errors import HipwiseError
from hipwise.settings import PROJECT
from hipwise.understanding.encoder_export import prepare_encoder
from hipwise.understanding.spacy_blank import prepare_spacy

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Writes the sentence encoder and the spaCy pipeline to var/, unless they are there."""
    say("Preparing the tokeniser and the sentence encoder...")
    prepare_spacy(PROJECT / "var" / "spacy" / "en")
    prepare_encoder(PROJECT / "var" / "encoder")


def train(say: Say) -> None:
    """Trains models/hipwise.tar.gz from data/, domain.yml and config.yml.

    Raises:
        HipwiseError: the training failed.
    """
    prepare(say)
    say("Training the language model (about five minutes)...")
    start = time.monotonic()
    model = train_model(PROJECT / "models")
    # Rasa leaves the file alone when nothing of note changed; `make` goes by its time.
    os.utime(model)
    say(f"Trained in {time.monotonic() - start:.0f} s.")


def train_model(folder: Path, force: bool = False) -> Path:
    """Trains into `folder`, quietly.

    Args:
        folder: where the model goes.
        force: train every part again, also those whose data did not change.

    Returns:
        The model's path.

    Raises:
        HipwiseError: the training failed.
    """
    # Rasa draws a progress bar for every step of the rules; a person needs none of them.
    os.environ["TQDM_DISABLE"] = "1"
    chatter = io.StringIO()
    with contextlib.redirect_stdout(chatter), contextlib.redirect_stderr(chatter):
        import rasa

        result = rasa.train(
            domain=str(PROJECT / "domain.yml"),
            config=str(PROJECT / "config.yml"),
            training_files=str(PROJECT / "data"),
            output=str(folder),
            force_training=force,
            fixed_model_name="hipwise",
        )
    if result.model is None:
        last = chatter.getvalue().strip().splitlines()[-1:] or ["no reason was given"]
        raise HipwiseError(f"The training failed: {last[0]} ('rasa data validate' tells more)")
    return Path(result.model)
