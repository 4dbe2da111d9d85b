"""Processes that write to a store, to be killed or to be waited for: one that imports, and forks the others.

python -m tests.store_writer

Reads commands: ``write SEED URL`` forks a process that works until it is killed, ``share SEED URL`` one that
does a fixed amount in several threads. Prints ``child PID``, whatever the child acknowledges, and
``dead STATUS`` when it has ended. What is acknowledged is on its way before the next operation begins.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from potstill.runtime.store import (
    Event,
    NewRequest,
    Origin,
    Refused,
    Store,
    StoreGone,
    Superseded,
    Unknown,
    Verdict,
    open_store,
)

FAMILIES: Final = ("tip", "area")
BATCH: Final = 40
SHARED: Final = 40
"""Operations of each thread of a process that shares the store."""
THREADS: Final = 3
CAP: Final = 100
ROOT: Final = Path(__file__).resolve().parent.parent


def main() -> None:
    """Obey the commands on standard input."""
    for line in sys.stdin:
        command, seed, url = line.rstrip("\n").split(" ", 2)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = write(url, int(seed)) if command == "write" else share(url, int(seed))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        tell("child", child)
        tell("dead", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def tell(*words: object) -> None:
    """Print a line, at once and in one piece."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write(url: str, seed: int) -> int:
    """Write until the end; 3 if the server is gone."""
    draw = random.Random(seed)
    try:
        with open_store(url) as store:
            versions = prepared(store)
            while True:
                operation(store, versions, draw, seed)
    except StoreGone:
        return 3


def share(url: str, seed: int) -> int:
    """Some work in several threads, on one store."""

    def work(thread: int) -> None:
        draw = random.Random(f"{seed} {thread}")
        for _ in range(SHARED):
            operation(store, versions, draw, seed)

    with open_store(url) as store:
        versions = prepared(store)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(work, range(THREADS)))
    return 0


def prepared(store: Store) -> dict[str, list[int]]:
    """Three versions of each family; all processes add the same."""
    return {
        family: [
            store.add_version(
                family, address=f"{family}{n}", artifact=bytes(n), recipe="", origin=Origin.INDUCED
            ).id
            for n in range(3)
        ]
        for family in FAMILIES
    }


def operation(store: Store, versions: dict[str, list[int]], draw: random.Random, seed: int) -> None:
    """One operation, and its acknowledgement."""
    family = draw.choice(FAMILIES)
    match draw.randrange(8):
        case 0 | 1 | 2:
            text = f"{seed} {draw.random()}"
            tell("request", store.record(NewRequest(text, reply=text, key=f"k{seed % 5}")), text)
        case 3:
            text = f"batch {seed} {draw.random()}"
            rows = [NewRequest(text, reply=text * draw.randrange(40)) for _ in range(BATCH)]
            tell("batch", json.dumps(store.record_many(rows)), text)
        case 4:
            chosen = draw.sample(versions[family], 2)
            tell_event(store.go_live(family, dict.fromkeys(chosen, draw.randint(1, 500)), reason="drawn"))
        case 5:
            try:
                tell_event(store.rollback(family) if draw.random() < 0.5 else undone(store, family))
            except (Unknown, Superseded):
                return
        case 6:
            try:
                tell("spent", store.spend(1, unit="USD", purpose="p", cap=CAP))
            except Refused:
                return
        case _:
            number = store.record(NewRequest(f"{seed} judged"))
            tell("feedback", store.give_feedback(number, Verdict.ACCEPTED, who=f"{seed}"), number)


def undone(store: Store, family: str) -> Event:
    """Undo the latest event, which somebody may do something after."""
    latest = store.journal(family=family, limit=1)
    if not latest:
        raise Unknown("nothing to undo")
    return store.undo(latest[0].id)


def tell_event(event: Event) -> None:
    """Acknowledge a change of live versions."""
    after = json.dumps([[live.version, live.share, live.first] for live in event.after])
    tell("event", event.id, event.family, after)


class Writers:
    """The process that forks, seen from a test."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.store_writer"]
        self._process: Final = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd=ROOT
        )
        self._early: list[str] = []
        self._child: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if self._child is not None:
            os.kill(self._child, signal.SIGKILL)
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def start(self, command: str, seed: int, url: str) -> int:
        """Fork a process; its number."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command} {seed} {url}\n")
        # The child may be faster than its parent in saying something.
        self._early = []
        for line in self._lines():
            if line.startswith("child "):
                self._child = int(line.split()[1])
                return self._child
            self._early.append(line)
        raise AssertionError("the process that forks has ended")

    def say(self, count: int) -> list[str]:
        """The first ``count`` acknowledgements of the child, as soon as they are there."""
        said = self._early
        self._early = []
        while len(said) < count:
            said.append(next(self._lines()))
            if said[-1].startswith("dead "):
                self._child = None
                raise AssertionError(f"the writer has ended: {said[-3:]}")
        return said

    def rest(self) -> tuple[list[str], int]:
        """What the child acknowledged until it ended, and its status: negative if a signal ended it."""
        said = self._early
        self._early = []
        for line in self._lines():
            if line.startswith("dead "):
                self._child = None
                return said, int(line.split()[1])
            said.append(line)
        raise AssertionError("the process that forks has ended")

    def _lines(self) -> Iterator[str]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            yield line.rstrip("\n")


if __name__ == "__main__":
    main()
