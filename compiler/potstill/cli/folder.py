"""Artifacts given on the command line: a folder of them, or one file."""

from __future__ import annotations

from pathlib import Path

from potstill.cli.console import CannotRun
from potstill.ir.artifact import Artifact, ArtifactError, read_artifact, read_folder
from potstill.ir.binding import Binding
from potstill.runtime import Handler

SUFFIX = ".potstill.json"


def artifacts(path: str) -> list[Artifact]:
    """What is in a folder or a file. Raises CannotRun with the reason and its code."""
    place = Path(path)
    try:
        found = list(read_folder(place)) if place.is_dir() else [read_artifact(place)]
    except ArtifactError as wrong:
        raise CannotRun(str(wrong)) from wrong
    if not found:
        raise CannotRun(f"{path}: no *{SUFFIX} file; `potstill build` makes them")
    return found


def load(path: str, binding: Binding) -> Handler:
    """A handler of what is there, without a fallback."""
    return Handler(artifacts(path), binding=binding)
