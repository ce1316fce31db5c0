"""Files that Telegram already has."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from hipwise.records.database import insert_into
from hipwise.records.models import SentFile


class SentFiles:
    """Telegram's `file_id` for a file, by a key made of its path and content hash."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def file_id(self, key: str) -> str | None:
        """The id under which Telegram keeps the file, if it does."""
        with self._sessions.begin() as session:
            found = session.execute(select(SentFile.file_id).where(SentFile.key == key)).scalar()
        return None if found is None else str(found)

    def remember(self, key: str, file_id: str) -> None:
        """Keeps the id for the next time."""
        with self._sessions.begin() as session:
            session.execute(
                insert_into(session, SentFile)
                .values(key=key, file_id=file_id)
                .on_conflict_do_update(index_elements=["key"], set_={"file_id": file_id})
            )

    def forget(self, key: str) -> None:
        """Drops an id that Telegram no longer accepts (another bot's, after a new token)."""
        with self._sessions.begin() as session:
            session.execute(delete(SentFile).where(SentFile.key == key))
