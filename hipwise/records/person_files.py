"""Files made for one person: pictures, exports. One of each kind, in a folder of their own."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path


class PersonFiles:
    """`<root>/<hash of the person's id>/<name>`; a new file takes the place of the old one."""

    def __init__(self, root: Path) -> None:
        """Takes the folder of all of them; it is made when the first file is."""
        self._root = root

    def write(self, person_id: str, name: str, content: bytes) -> Path:
        """Keeps a file, whole or not at all.

        Args:
            person_id: Rasa's sender id.
            name: such as `export.zip`.
            content: the bytes.

        Returns:
            Its path.
        """
        folder = self._folder(person_id)
        folder.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        path = folder / name
        os.replace(written, path)
        return path

    def erase(self, person_id: str) -> None:
        """Removes all of somebody's files."""
        shutil.rmtree(self._folder(person_id), ignore_errors=True)

    def _folder(self, person_id: str) -> Path:
        return self._root / hashlib.sha256(person_id.encode()).hexdigest()
