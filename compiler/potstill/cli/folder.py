"""Artifacts given on the command line: a folder of them, or one file, with the statements beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from potstill.cli.console import CannotRun
from potstill.ir.artifact import SUFFIX, Artifact, ArtifactError, read_artifact, read_folder
from potstill.ir.binding import Binding
from potstill.ir.keys import CannotSign
from potstill.ir.statement import NoStatement, StatementError, UntrustedKey
from potstill.runtime import Handler, Unverified

F = TypeVar("F", bound=Callable[..., Any])


def unverified_option(command: F) -> F:
    """``--allow-unverified``: also serve what nobody trusted has stated anything about."""
    return click.option(
        "--allow-unverified",
        is_flag=True,
        help="Also ask artifacts without a statement by a trusted key; replies say so.",
    )(command)


def artifacts(path: str) -> list[Artifact]:
    """What is in a folder or a file. Raises CannotRun with the reason and its code."""
    place = Path(path)
    try:
        found = list(read_folder(place)) if place.is_dir() else [read_artifact(place)]
    except ArtifactError as wrong:
        raise CannotRun(str(wrong)) from wrong
    if not found:
        raise nothing(path)
    return found


def load(path: str, binding: Binding, *, allow_unverified: bool) -> Handler:
    """A handler of what is there, without a fallback. Raises CannotRun for what is not to be served."""
    handler = Handler(binding=binding, allow_unverified=allow_unverified)
    try:
        found = handler.read(path)
    except (NoStatement, UntrustedKey, CannotSign) as wrong:
        raise CannotRun(f"{wrong}; --allow-unverified asks it all the same") from wrong
    except (ArtifactError, StatementError) as wrong:
        raise CannotRun(str(wrong)) from wrong
    if not found:
        raise nothing(path)
    try:
        handler.update(found)
    except Unverified as wrong:
        raise CannotRun(f"{wrong}; --allow-unverified asks it all the same") from wrong
    return handler


def nothing(path: str) -> CannotRun:
    """Where artifacts should be, there are none."""
    return CannotRun(f"{path}: no *{SUFFIX} file; `potstill build` makes them")
