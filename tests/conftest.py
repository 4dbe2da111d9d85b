"""What all tests share: Hypothesis profiles, the data beside the project, the build under test."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres_server import Server, server

ROOT = Path(__file__).resolve().parent.parent

# Another one with --hypothesis-profile=NAME.
settings.register_profile("ci", derandomize=True, max_examples=60, deadline=None)
settings.register_profile("dev", parent=settings.get_profile("ci"), derandomize=False)
settings.register_profile(
    "soak", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")


def pytest_report_header() -> str:
    """Say which build the suite runs on (mypyc's shared library stands beside the compiled package)."""
    return f"potstill: {'compiled' if find_spec('potstill__mypyc') else 'pure'}"


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keys and caches of the suite's own, for it and the processes that it starts."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POTSTILL_HOME", str(home / "keys"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        yield home / "keys"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the project; the test is skipped where there is none."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no public data sets in {folder}")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server that forgets what it acknowledged if it is killed; skipped where there is none."""
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be opened: nothing is there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    running: Server = request.getfixturevalue("postgres_server")
    return f"{running.url}&schema=test_{uuid4().hex}"
