"""The tokeniser's folder."""

from __future__ import annotations

from pathlib import Path

import spacy

from hipwise.understanding.spacy_blank import prepare_spacy


def test_writes_tokens_and_lemmas_once(tmp_path: Path) -> None:
    folder = prepare_spacy(tmp_path / "spacy" / "en")
    doc = spacy.load(folder)("My knees hurt, don't they?")
    assert [token.text for token in doc] == ["My", "knees", "hurt", ",", "do", "n't", "they", "?"]
    assert doc[1].lemma_ == "knee"
    (folder / "marker").touch()
    (folder / "meta.json").unlink()
    assert prepare_spacy(folder) == folder
    assert not (folder / "meta.json").exists(), "it was there already and was written again"
