"""The two systems that are compared, each opened in a process of its own.

`hipwise`: this project, its actions in the same process, which is how it runs.
`stock`: Rasa's own agent in the same process too, its actions in a server over HTTP, which is how
Rasa runs; so that the comparison is not about a web server.
`rasa run`: the same stock model behind `rasa run` and its REST channel.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.conversations import Send
from benchmarks.stock import StockProject, action_server, rasa_server

HIPWISE, STOCK, SERVED = "hipwise", "stock", "rasa run"
SYSTEMS = (HIPWISE, STOCK, SERVED)

Parse = Callable[[str], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class System:
    """A system that is ready to be written to.

    Attributes:
        start_s: seconds from nothing to ready; what runs beside it had been started before.
        send: sends a message and waits for the answer.
        parse: reads a message; None where it cannot be called directly.
        engine: the database of its conversations; None where it is another process's.
        helpers: ids of its processes besides this one.
        alone: whether this process is no part of it.
    """

    start_s: float
    send: Send
    parse: Parse | None = None
    engine: Any = None
    helpers: list[int] = field(default_factory=list)
    alone: bool = False

    def processor_s(self) -> float:
        """Seconds of a processor that its processes have used so far."""
        helpers = sum(processor_s(pid) for pid in self.helpers)
        return helpers if self.alone else helpers + time.process_time()

    def memory_mb(self) -> list[float]:
        """Resident memory of each of its processes."""
        return [resident_mb(pid) for pid in ([] if self.alone else ["self"]) + self.helpers]


def processor_s(process: int) -> float:
    """Seconds of a processor that a process has used so far, in its own code and the kernel's."""
    # After the name in brackets, which may hold blanks.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: int | str) -> float:
    """Resident memory of a process now, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@contextlib.asynccontextmanager
async def open_system(name: str, stock: StockProject) -> AsyncIterator[System]:
    """Opens a system with its records in a scratch folder."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as servers:
        var = Path(folder)
        if name == HIPWISE:
            yield open_hipwise(var)
            return
        actions, actions_pid = servers.enter_context(action_server(var))
        if name == STOCK:
            yield open_stock(stock, var, actions, actions_pid)
            return
        begin = time.perf_counter()
        address, server_pid = servers.enter_context(rasa_server(stock, actions, var))
        start = time.perf_counter() - begin
        async with open_served(address, start, [server_pid, actions_pid]) as system:
            yield system


def open_hipwise(var: Path) -> System:
    """This project, as `hipwise run` builds it."""
    begin = time.perf_counter()
    from hipwise.quiet import travel_light

    travel_light()  # as the command does
    from hipwise.app import build_program
    from hipwise.settings import Settings

    program = build_program(Settings(), var)
    send, parse = _through(program.agent)
    return System(time.perf_counter() - begin, send, parse, program.agent.tracker_store.engine)


def open_stock(stock: StockProject, var: Path, actions: str, actions_pid: int) -> System:
    """Rasa's agent with the stock model."""
    begin = time.perf_counter()
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import SQLTrackerStore
    from rasa.utils.endpoints import EndpointConfig

    store = SQLTrackerStore(dialect="sqlite", db=str(var / "conversations.db"))
    agent = Agent.load(
        str(stock.model), tracker_store=store, action_endpoint=EndpointConfig(actions)
    )
    send, parse = _through(agent)
    return System(time.perf_counter() - begin, send, parse, store.engine, [actions_pid])


def _through(agent: Any) -> tuple[Send, Parse]:
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

    async def send(person: str, text: str) -> bool:
        output = CollectingOutputChannel()
        await agent.handle_message(UserMessage(text, output, person))
        return bool(output.messages)

    async def parse(text: str) -> dict[str, Any]:
        read: dict[str, Any] = await agent.processor.parse_message(UserMessage(text))
        return read

    return send, parse


@contextlib.asynccontextmanager
async def open_served(address: str, start: float, pids: list[int]) -> AsyncIterator[System]:
    """A system behind Rasa's REST channel."""
    import aiohttp

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300)) as session:

        async def send(person: str, text: str) -> bool:
            message = {"sender": person, "message": text}
            async with session.post(address, json=message) as response:
                response.raise_for_status()
                return bool(await response.json())

        yield System(start, send, helpers=pids, alone=True)
