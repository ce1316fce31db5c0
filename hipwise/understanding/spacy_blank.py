"""Writes the spaCy pipeline that Rasa's SpacyNLP loads: blank English with lookup lemmas.

spaCy's trained pipelines are not on the package index; tokens and lemmas are all that is
needed here, and those come with `spacy-lookups-data`.
"""

from __future__ import annotations

from pathlib import Path


def prepare_spacy(folder: Path) -> Path:
    """Writes the pipeline to `folder` unless it is there already; returns `folder`."""
    if (folder / "config.cfg").is_file():
        return folder
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    folder.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)
    return folder
