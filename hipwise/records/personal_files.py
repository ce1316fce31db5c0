"""Files made for one person: their newest card, chart and the like.

They lie under var/people/ in a folder of the person's own, whose name tells nobody's number. A
file of the same name is written over, so that they do not pile up.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path


class PersonalFiles:
    """The folders of all people."""

    def __init__(self, folder: Path, root: Path) -> None:
        """Takes where they lie.

        Args:
            folder: such as var/people.
            root: the project's, to which the images of replies are relative.
        """
        self._folder = folder
        self._root = root

    def write(self, person_id: str, name: str, content: bytes) -> str:
        """Writes a file, over an earlier one of that name.

        Returns:
            Its path as `Reply.image` wants it.
        """
        path = self.folder_of(person_id) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Whoever is still sending the earlier file keeps it whole.
        fresh = path.with_name(f".{name}")
        fresh.write_bytes(content)
        fresh.replace(path)
        inside = path.is_relative_to(self._root)
        return (path.relative_to(self._root) if inside else path).as_posix()

    def drop(self, person_id: str) -> None:
        """Deletes everything of a person."""
        shutil.rmtree(self.folder_of(person_id), ignore_errors=True)

    def folder_of(self, person_id: str) -> Path:
        """A person's folder; it may not be there yet."""
        return self._folder / hashlib.sha256(person_id.encode()).hexdigest()
