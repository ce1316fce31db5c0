"""Tells and removes people who have been silent for long, without the whole program."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from hipwise.conversations import open_tracker_store
from hipwise.data_words import DataWords
from hipwise.records.everything import Everything
from hipwise.records.personal_files import PersonalFiles
from hipwise.records.retention import Retention
from hipwise.reminders.retention import Purged, purge
from hipwise.replies import Reply, plain
from hipwise.services import utc_now
from hipwise.settings import CONTENT, PROJECT, VAR, Settings
from hipwise.telegram.channel import make_bot
from hipwise.telegram.identity import chat_id
from hipwise.words import read_words


async def purge_once(
    settings: Settings, sessions: sessionmaker[Session], var: Path = VAR
) -> Purged:
    """Tells and removes silent people; without a token nobody can be told.

    Args:
        settings: of this run.
        sessions: the records, migrated.
        var: folder of SQLite's files and of people's.
    """
    conversations = open_tracker_store(settings.database_url, var).engine
    everything = Everything(sessions, conversations, PersonalFiles(var / "people", PROJECT))
    words = read_words(CONTENT / "my_data.yml", DataWords)
    purge_with = partial(purge, Retention(sessions), everything, utc_now(), words.silent)
    if not settings.telegram_bot_token:
        return await purge_with()
    bot = make_bot(settings.telegram_bot_token, settings.telegram_api_url)
    async with bot:

        async def send(person: str, reply: Reply) -> None:
            await bot.send_message(chat_id(person), plain(reply.text))

        return await purge_with(send)
