"""Stores given on the command line, and what is said about requests in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import click

from potstill.cli.console import YES, CannotRun, emit, note

if TYPE_CHECKING:
    from potstill.runtime.store import Deleted, Store

F = TypeVar("F", bound=Callable[..., Any])


@contextmanager
def opened(url: str, *, create: bool = False) -> Iterator[Store]:
    """The store in a file or behind a URL, made if it is missing and ``create``.

    Raises CannotRun: for whatever a store can refuse or suffer while it is used, too.
    """
    from potstill.runtime.store import StoreError, open_store

    try:
        with open_store(url, create=create) as store:
            yield store
    except StoreError as wrong:
        raise CannotRun(f"{shown(url)}: {wrong}") from wrong
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("potstill"):
            raise
        raise CannotRun(f"this store needs {missing.name}: pip install 'potstill[postgres]'") from missing


def shown(url: str) -> str:
    """The URL without a password in it."""
    scheme, separator, rest = url.partition("://")
    if not separator or "@" not in rest:
        return url
    who, _, where = rest.rpartition("@")
    return f"{scheme}://{who.partition(':')[0]}@{where}"


def store_argument(command: F) -> F:
    """``STORE``."""
    return click.argument("url", metavar="STORE")(command)


def by_option(command: F) -> F:
    """``--by NAME``."""
    return click.option("--by", "who", default="", metavar="NAME", help="Who says so.")(command)


def answer_of(text: str) -> object:
    """JSON from the command line, with exact numbers. Raises CannotRun."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise CannotRun(f"--answer {text[:80]}: no JSON ({wrong}); a text is written '\"so\"'") from wrong


def moment(text: str) -> datetime:
    """A day or a time in ISO 8601, in UTC where it names no zone. Raises CannotRun."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise CannotRun(f"{text}: expected a day or a time, such as 2026-03-01 or 2026-03-01T12:00") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def deleted(gone: Deleted, as_json: bool) -> int:
    """Say what was deleted; the exit code."""
    found = {
        "requests": gone.requests,
        "feedback": gone.feedback,
        "questions": gone.questions,
        "events": gone.events,
    }
    if as_json:
        emit(found)
    else:
        note("deleted: " + ", ".join(f"{number} {what}" for what, number in found.items()))
    return YES


def _no_number(text: str) -> object:
    raise ValueError(f"{text} is no number")
