"""``potstill run``: many utterances, one JSON line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from decimal import Decimal
from typing import TextIO

import click

from potstill.cli.console import NO, YES, note
from potstill.cli.context import context_option, names_option, read_context, read_names
from potstill.cli.folder import load, unverified_option
from potstill.runtime import ContextError


@click.command(
    epilog="""\b
    Examples:
      potstill run artifacts utterances.txt > replies.jsonl
      echo "what is a 20% tip on $45" | potstill run artifacts
      potstill run artifacts --watch < requests.jsonl

    A line that is a JSON object has the fields "utterance" and, if it likes, "context"."""
)
@click.argument("folder", type=click.Path(exists=True))
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@context_option
@names_option
@unverified_option
@click.option("--watch", is_flag=True, help="Load changed artifacts between lines.")
@click.option(
    "--progress/--no-progress", default=None, help="A progress bar; by default where it takes long."
)
def command(
    folder: str,
    file: TextIO,
    given: tuple[str, ...],
    names: str | None,
    allow_unverified: bool,
    watch: bool,
    progress: bool | None,
) -> int:
    """Answer every line of FILE (or standard input) with the artifacts in FOLDER, as JSON lines.

    Exit code 1 if some line got no answer.
    """
    handler = load(folder, read_names(names), allow_unverified=allow_unverified)
    context = read_context(given)
    shown = progress if progress is not None else file is not sys.stdin and sys.stderr.isatty()
    unanswered = 0
    with _lines(file, shown) as lines:
        for line in lines:
            text = line.rstrip("\n")
            if not text:
                continue
            if watch:
                handler.sync(folder)
            utterance, own = _request(text)
            told: dict[str, object]
            try:
                reply = handler(utterance, {**context, **own})
                answered, told = reply.answered, reply.to_json()
            except ContextError as wrong:
                answered, told = False, {"error": str(wrong)}
            unanswered += not answered
            click.echo(json.dumps({"utterance": utterance, **told}, ensure_ascii=False))
    counters = handler.counters
    note(f"{counters.asked} asked, {counters.asked - unanswered} answered, {counters.seconds:.3f} s")
    return NO if unanswered else YES


def _lines(file: TextIO, shown: bool) -> nullcontext[TextIO] | _Bar:
    return _Bar(file) if shown else nullcontext(file)


class _Bar:
    """Lines of a file under a progress bar on standard error, which appears after a moment."""

    def __init__(self, file: TextIO) -> None:
        self._lines = file.readlines()

    def __enter__(self) -> Iterator[str]:
        from rich.console import Console
        from rich.progress import track

        return iter(track(self._lines, "asking", console=Console(stderr=True), transient=True))

    def __exit__(self, *_: object) -> None:
        return None


def _request(text: str) -> tuple[str, dict[str, object]]:
    if text.startswith("{"):
        try:
            data = json.loads(text, parse_float=Decimal)
        except ValueError:
            return text, {}
        if isinstance(data, dict) and isinstance(data.get("utterance"), str):
            own = data.get("context", {})
            return data["utterance"], own if isinstance(own, dict) else {}
    return text, {}
