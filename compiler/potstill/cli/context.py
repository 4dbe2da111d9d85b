"""Context and name lists as given on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click

from potstill.cli.console import CannotRun
from potstill.ir.binding import EMPTY_BINDING, Binding, binding_from_json

F = TypeVar("F", bound=Callable[..., Any])


def context_option(command: F) -> F:
    """``--context NAME=VALUE``, repeatable."""
    return click.option(
        "-c",
        "--context",
        "given",
        multiple=True,
        metavar="NAME=VALUE",
        help="Something known beside the words.",
    )(command)


def names_option(command: F) -> F:
    """``--names FILE``: the lists of names that families refer to, as JSON."""
    return click.option(
        "--names", type=click.Path(exists=True, dir_okay=False), help="JSON file with the lists of names."
    )(command)


def read_context(given: tuple[str, ...]) -> dict[str, object]:
    """``("today=2026-03-01", "members=3")`` as a context: values are JSON if they parse, else text."""
    context: dict[str, object] = {}
    for pair in given:
        name, equals, text = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE", param_hint="--context")
        try:
            context[name] = json.loads(text, parse_float=Decimal)
        except ValueError:
            context[name] = text
    return context


def read_names(path: str | None) -> Binding:
    """The binding in a JSON file. Raises CannotRun."""
    if path is None:
        return EMPTY_BINDING
    try:
        return binding_from_json(json.loads(Path(path).read_text("utf-8")))
    except ValueError as wrong:
        raise CannotRun(f"{path}: {wrong}") from wrong
