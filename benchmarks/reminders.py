"""Prompts under load: finding and claiming who is due, and prompts a second to the last step.

Prints one line of figures as JSON. Databases are SQLite in a scratch folder and, where it is
installed, a PostgreSQL server of its own. 10,000 people are due within a minute; "flat" is shown
by the same among as few registered as are due.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hipwise.quiet import quieten, travel_light

quieten()
travel_light()

from sqlalchemy import text  # noqa: E402
from sqlalchemy.engine import Engine  # noqa: E402

from hipwise.app import build_program  # noqa: E402
from hipwise.records.database import migrate, open_engine, session_factory  # noqa: E402
from hipwise.records.people import People  # noqa: E402
from hipwise.records.prompts import Prompts  # noqa: E402
from hipwise.records.sent_files import SentFiles  # noqa: E402
from hipwise.reminders.loop import BATCH, Reminders  # noqa: E402
from hipwise.replies import Reply  # noqa: E402
from hipwise.settings import PROJECT, Settings  # noqa: E402
from hipwise.telegram.channel import make_bot  # noqa: E402
from hipwise.telegram.identity import chat_id, person_id  # noqa: E402
from hipwise.telegram.pacing import Pacing  # noqa: E402
from hipwise.telegram.sending import Contact, Outcome, Sender  # noqa: E402
from tests.postgres import initdb_program, own_postgres  # noqa: E402
from tests.telegram.bot_api import BotApi  # noqa: E402

NOW = datetime(2026, 11, 25, 19, 31, tzinfo=timezone.utc)
DUE = 10_000
REGISTERED = {"sqlite": 100_000, "postgresql": 1_000_000}
PROMPTED = 500
# The cap of 25 a second is lifted to see what the path itself can do.
LIFTED_CAP = 1e6


def main() -> None:
    claims = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for registered in (DUE, REGISTERED["sqlite"]):
            claims.append(claim_all(f"sqlite:///{root}/{registered}.db", registered))
        initdb = initdb_program()
        if initdb is not None:
            with own_postgres(initdb) as url:
                for registered in (DUE, REGISTERED["postgresql"]):
                    claims.append(claim_all(url, registered))
        per_second = asyncio.run(prompts_per_second(root / "path"))
    print(json.dumps({"claims": claims, "prompts_per_second": per_second}))


def claim_all(url: str, registered: int) -> dict[str, Any]:
    """Finds and claims all who are due, a batch at a time, as the loop does."""
    engine = open_engine(url)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    migrate(engine)
    register(engine, registered)
    prompts = Prompts(session_factory(engine))
    taken = []
    while True:
        begin = time.perf_counter()
        claimed = prompts.claim_due(NOW, BATCH)
        if not claimed:
            break
        taken.append(time.perf_counter() - begin)
    engine.dispose()
    return {
        "database": engine.dialect.name,
        "registered": registered,
        "due": DUE,
        "batch": BATCH,
        "batch_ms": statistics.median(taken) * 1000,
        "all_s": sum(taken),
    }


def register(engine: Engine, registered: int) -> None:
    """Puts people with schedules on record; `DUE` of them are due within the last minute."""
    numbers = {
        "postgresql": "SELECT n FROM generate_series(1, :registered) AS numbers(n)",
        "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
        "WHERE n < :registered) SELECT n FROM numbers",
    }[engine.dialect.name]
    long_ago = NOW - timedelta(days=30)
    # A moment of the last minute for those who are due, one of the next day for the others.
    given = {
        "registered": registered,
        "due": min(DUE, registered),
        "now": moment(engine, NOW - timedelta(seconds=30)),
        "later": moment(engine, NOW + timedelta(hours=12)),
        "long_ago": moment(engine, long_ago),
    }
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO people (id, first_seen, last_seen) SELECT 'telegram:' || n, "
                f":long_ago, :long_ago FROM ({numbers}) AS them"
            ),
            given,
        )
        connection.execute(
            text(
                "INSERT INTO schedules (person_id, at, weekdays, zone, chose_quiet_hours, "
                "next_at, unanswered) SELECT 'telegram:' || n, '19:30', "
                "'mon,tue,wed,thu,fri,sat,sun', 'Europe/London', false, "
                f"CASE WHEN n <= :due THEN :now ELSE :later END, 0 FROM ({numbers}) AS them"
            ),
            given,
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def moment(engine: Engine, at: datetime) -> Any:
    # SQLite keeps times as text.
    return at if engine.dialect.name == "postgresql" else at.strftime("%Y-%m-%d %H:%M:%S.%f")


async def prompts_per_second(var: Path) -> float:
    """From due in the records through Rasa's turn to a Bot API server on loopback."""
    program = build_program(Settings(), var, lambda: NOW)
    register(program.engine, PROMPTED)
    services = program.services
    sessions = session_factory(program.engine)
    loop = Reminders(
        program.agent,
        services.reminding,
        services.flags,
        services.guided,
        services.clock,
        per_second=LIFTED_CAP,
    )
    with BotApi().in_thread() as api:
        api.meet(*range(1, PROMPTED + 1))
        bot = make_bot(api.token, api.url)
        async with bot:
            sender = Sender(
                bot,
                People(sessions),
                SentFiles(sessions),
                PROJECT,
                Contact(services.clock),
                Unpaced(),
                services.clock,
            )

            async def send(person: str, reply: Reply) -> Outcome:
                return await sender.send(chat_id(person), reply)

            begin = time.perf_counter()
            await loop.send_due(send)
            taken = time.perf_counter() - begin
        assert len(api.messages) == PROMPTED
        assert {person_id(message.chat_id) for message in api.messages} == {
            person_id(number) for number in range(1, PROMPTED + 1)
        }
    return PROMPTED / taken


class Unpaced(Pacing):
    """No pacing: Telegram's limits are not what is measured."""

    async def wait(self, chat_id: int) -> None:
        """Does not wait."""


if __name__ == "__main__":
    main()
