from pathlib import Path

import pytest

from hipwise.understanding.triage import Assessor

TABLES = Path(__file__).resolve().parents[3] / "data" / "triage"


@pytest.fixture(scope="session")
def assessor() -> Assessor:
    return Assessor(TABLES)
