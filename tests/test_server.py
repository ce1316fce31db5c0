"""Who may read the figures, and what happens when a port is taken."""

from __future__ import annotations

import socket
import urllib.request

import pytest
from prometheus_client import CollectorRegistry

from hipwise.errors import HipwiseError
from hipwise.metrics import Metrics
from hipwise.server import is_from_this_machine, open_metrics_port, open_port
from hipwise.settings import Settings


@pytest.mark.parametrize(
    ("ip", "headers", "allowed"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("10.0.0.7", {}, False),
        ("203.0.113.5", {}, False),
        ("", {}, False),
        ("unix", {}, False),
        # A balancer on this machine asks for somebody else.
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.5"}, False),
        ("127.0.0.1", {"forwarded": "for=203.0.113.5"}, False),
    ],
)
def test_figures_are_for_this_machine(ip: str, headers: dict[str, str], allowed: bool) -> None:
    assert is_from_this_machine(ip, headers) is allowed


def test_figures_on_a_port_of_their_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stop = open_metrics_port(port, Metrics(CollectorRegistry()))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        assert b"hipwise_turns_total" in answer.read()
    with pytest.raises(HipwiseError, match="METRICS_PORT"):
        open_metrics_port(port, Metrics(CollectorRegistry()))
    stop()


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(HipwiseError, match="PORT"):
        open_port(Settings(port=taken.getsockname()[1]))
