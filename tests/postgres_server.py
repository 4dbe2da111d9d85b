"""A PostgreSQL server of the tests' own: made, started, killed and removed by them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

_FAST: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Server:
    """A server in a folder, reached by a socket in it, that trusts whoever can reach that."""

    def __init__(self, binaries: Path, folder: Path, user: str | None, settings: tuple[str, ...]) -> None:
        self._binaries: Final = binaries
        self._folder: Final = folder
        self._user: Final = user
        self._settings: Final = ("listen_addresses=", "max_connections=60", *settings)
        self._process: subprocess.Popen[bytes] | None = None
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--username=potstill", "--wal-segsize=1")
        self._run("initdb", "-D", str(folder / "data"), "--no-sync", *options)

    @property
    def url(self) -> str:
        """Of the database that every server has."""
        return f"postgresql:///postgres?host={self._folder}&user=potstill"

    @property
    def tables(self) -> Path:
        """The folder with the files of all tables."""
        return self._folder / "data" / "base"

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [
            str(self._binaries / "postgres"),
            "-D",
            str(self._folder / "data"),
            "-k",
            str(self._folder),
        ]
        for setting in self._settings:
            command += ["-c", setting]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=self._user, cwd="/")
        while subprocess.call([self._binaries / "pg_isready", "-q", "-h", self._folder, "-t", "0"]):
            if self._process.poll() is not None:
                raise AssertionError((self._folder / "log").read_text("utf-8", "replace")[-2000:])
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once, as a crash does: the next start recovers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, user=self._user, cwd="/")
        if done.returncode:
            pytest.skip(f"{program} does not run here: {done.stderr.strip()[-300:]}")


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A running server. ``durable``: what it acknowledges survives a crash of the machine, at a price.

    Skips the test where there is no server to start, or nobody to run it.
    """
    pytest.importorskip("psycopg", reason="PostgreSQL needs psycopg, the extra [postgres]")
    binaries, user = _binaries(), _user()
    # Not pytest's own folder: nobody else may go into that of root, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="potstill"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        made = Server(binaries, folder, user, () if durable else _FAST)
        made.start()
        try:
            yield made
        finally:
            made.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """The folder of the newest server that is installed."""
    if sys.platform == "win32":
        pytest.skip("the tests start a PostgreSQL server on Unix only")
    found = [str(path.parent) for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(str(Path(on_path).resolve().parent))
    if not found:
        pytest.skip("no PostgreSQL server is installed (Debian's package: postgresql)")
    return Path(max(found, key=lambda folder: [int(part) for part in folder.split("/") if part.isdigit()]))


def _user() -> str | None:
    """Who runs the server: it refuses root."""
    if os.geteuid() != 0:
        return None
    import pwd  # Unix has it, and only there is this asked

    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    pytest.skip("a PostgreSQL server refuses to run as root, and there is no other user")
