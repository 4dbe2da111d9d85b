"""Verifying artifacts for a command: one after the other, or spread over workers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from potstill.cli.console import CannotRun
from potstill.cli.jobs import mapped
from potstill.ir.artifact import Artifact
from potstill.ir.verdicts import Effort, Verification, Waiver

if TYPE_CHECKING:
    from potstill.verifier.grammar.lemmas import Lemmas


@dataclass(frozen=True, slots=True)
class Proved:
    """Verdicts about one artifact, and the queries that decided them, by digest."""

    verification: Verification
    queries: dict[str, str]


def proved(
    artifacts: Sequence[Artifact],
    *,
    waive: Sequence[Waiver] = (),
    effort: Effort | None = None,
    believing: bool = True,
    jobs: int = 1,
    executor: str | None = None,
) -> list[Proved]:
    """Verdicts about each artifact. ``waive`` is for those that have the obligation; ``effort``: as stated.

    ``believing``: what was proved of lexicons before need not be proved again. Raises CannotRun where the
    solver is missing.
    """
    work = partial(_prove, waive=tuple(waive), effort=effort, cache=cache() if believing else None)
    return mapped(work, list(artifacts), "proving", jobs=jobs, executor=executor)


def waivers(given: Sequence[str]) -> list[Waiver]:
    """``NAME=REASON`` from the command line. Raises CannotRun."""
    found: list[Waiver] = []
    for text in given:
        name, equals, reason = text.partition("=")
        if not equals or not reason.strip():
            raise CannotRun(f"--waive {text}: expected OBLIGATION=REASON")
        found.append(Waiver(name.strip(), reason.strip()))
    return found


def cache() -> Path:
    """Where what was proved of lexicons is kept: ``potstill`` below $XDG_CACHE_HOME or ``~/.cache``."""
    above = Path(os.environ.get("XDG_CACHE_HOME") or "")
    return (above if above.is_absolute() else Path.home() / ".cache") / "potstill" / "lemmas"


def _prove(
    artifact: Artifact, *, waive: tuple[Waiver, ...], effort: Effort | None, cache: Path | None
) -> Proved:
    try:
        from potstill.verifier import Budget, obligations, verify
        from potstill.verifier.smt.solver import SolverMissing
    except ModuleNotFoundError as missing:
        raise CannotRun(f"proving needs {missing.name}: pip install 'potstill[verify]'") from missing
    names = {obligation.name for obligation in obligations(artifact.family)}
    queries: dict[str, str] = {}
    try:
        verification = verify(
            artifact,
            budget=Budget() if effort is None else Budget(effort.budget, effort.seed),
            waive=[waiver for waiver in waive if waiver.obligation in names],
            lemmas=_lemmas(cache),
            queries=queries,
        )
    except SolverMissing as missing:
        raise CannotRun(str(missing)) from missing
    return Proved(verification, queries)


_kept: dict[Path | None, Lemmas] = {}


def _lemmas(folder: Path | None) -> Lemmas:
    """What this process knows of lexicons, and what the folder holds."""
    from potstill.verifier.grammar.lemmas import FolderCache, Lemmas

    return _kept.setdefault(folder, Lemmas(None if folder is None else FolderCache(folder)))
