"""``potstill grow``: serve requests, and let families take over what they are proved to answer."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import IO, Final

import click

from potstill.cli.asking import Command, NoReply, read_answer
from potstill.cli.console import NO, YES, note
from potstill.cli.context import names_option, read_names
from potstill.cli.folder import load, unverified_option
from potstill.cli.keys import key_option, signing_key
from potstill.cli.proving import cache
from potstill.cli.stores import opened, store_argument
from potstill.distill.examples import MAX_LINE, BadExample, Json
from potstill.distill.growing import Budget, Grower, Policy, grow
from potstill.distill.json_text import number_text
from potstill.runtime import ContextError, Handler
from potstill.verifier.grammar.lemmas import FolderCache, Lemmas

STEPS: Final = 1_000
"""The most steps after the last request: each one does something, or says that nothing is left."""


@dataclass(frozen=True, slots=True)
class Line:
    """A request as it came in."""

    utterance: str
    context: Mapping[str, object]
    key: str | None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no request, and why."""

    reason: str


@click.command(
    epilog="""\b
    Examples:
      potstill grow requests.db --fallback "python3 ask_model.py" < requests.txt > replies.jsonl
      potstill grow requests.db requests.jsonl --fallback "python3 ask_model.py" --families artifacts
      potstill grow requests.db --fallback "python3 ask_model.py" --no-questions --every 100

    \b
    A line is a request, or {"utterance": "…", "context": {…}, "key": "the caller"}.
    The fallback reads {"utterance": "…", "context": {…}} and prints the answer as JSON."""
)
@store_argument
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--fallback", metavar="COMMAND", help="The program that answers what no family does.")
@click.option("--families", type=click.Path(exists=True), help="Artifacts that are served from the start.")
@click.option("--every", type=click.IntRange(1), default=20, show_default=True,
              help="Learn each time that so many requests were answered.")  # fmt: skip
@click.option("--examples", type=click.IntRange(1), default=Policy().induction.examples, show_default=True,
              help="The fewest answered requests that a family is learnt from.")  # fmt: skip
@click.option("--questions", type=click.IntRange(0), default=Policy().induction.questions, show_default=True,
              help="The most questions about one family, holdouts included.")  # fmt: skip
@click.option("--no-questions", is_flag=True, help="Questions wait for a person; see `potstill questions`.")
@click.option("--compared", type=click.FloatRange(0, 1), default=float(Policy().compared), show_default=True,
              help="The share of families' answers that are compared with the fallback's.")  # fmt: skip
@click.option("--cost", type=click.FloatRange(0), default=float(Policy().call_cost), show_default=True,
              help="What a call of the fallback costs.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0.01), default=120.0, show_default=True,
              help="Seconds that the fallback has for an answer.")  # fmt: skip
@names_option
@unverified_option
@key_option
def command(
    url: str,
    file: IO[bytes],
    fallback: str | None,
    families: str | None,
    every: int,
    examples: int,
    questions: int,
    no_questions: bool,
    compared: float,
    cost: float,
    timeout: float,
    names: str | None,
    allow_unverified: bool,
    key: str | None,
) -> int:
    """Answer the requests in FILE, or on standard input, one JSON line each; keep all of them in STORE.

    Families answer what they are proved to answer, and the fallback the rest. From its answers new families
    are learnt between requests, proved, and served; a family whose answer differs from the fallback's is
    withdrawn at once. What was done stands on standard error and in the journal of STORE, and all of it can
    be taken back with `potstill rollback`. STORE is made if it is missing.

    Exit code 1 if some line got no answer.
    """
    ask = None if fallback is None else Fallback(Command.of(fallback, timeout))
    binding = read_names(names)
    if families is None:
        handler = Handler(binding=binding, allow_unverified=allow_unverified)
    else:
        handler = load(families, binding, allow_unverified=allow_unverified)
    base = Policy()
    policy = replace(
        base,
        induction=replace(base.induction, examples=examples, questions=questions),
        ask_fallback=not no_questions,
        compared=Fraction(str(compared)),
        call_cost=Fraction(str(cost)),
    )
    _listen()
    with opened(url, create=True) as store:
        grower = grow(
            handler,
            store,
            ask,
            policy,
            key=signing_key(key),
            lemmas=Lemmas(FolderCache(cache())),
        )
        return _serve(grower, file, every)


def _serve(grower: Grower, file: IO[bytes], every: int) -> int:
    """Answer every line, and learn in between; the exit code."""
    asked = unanswered = covered = 0
    for line in _lines(file):
        reply = _answer(grower, line)
        click.echo(json.dumps(reply, ensure_ascii=False))
        sys.stdout.flush()
        asked += 1
        unanswered += "error" in reply or reply.get("source") == "none"
        covered += reply.get("source") == "compiled"
        if asked % every == 0:
            _step(grower)
    for _ in range(STEPS):
        if _step(grower):
            break
    left = f", {grower.unrecorded} could not be recorded" if grower.unrecorded else ""
    note(f"{asked} asked, {covered} answered by families, {unanswered} not answered{left}")
    return NO if unanswered else YES


def _step(grower: Grower) -> bool:
    """Learn a little, and say what came of it; whether nothing is left to do."""
    done = grower.step(Budget())
    for line in done.lines:
        note(line)
    return done.idle


def _answer(grower: Grower, line: Line | BadLine) -> dict[str, object]:
    if isinstance(line, BadLine):
        return {"error": line.reason}
    try:
        reply = grower.ask(line.utterance, line.context, line.key)
    except (ContextError, NoReply) as wrong:
        return {"utterance": line.utterance, "error": str(wrong)}
    return {"utterance": line.utterance, **reply.to_json()}


def _lines(file: IO[bytes]) -> Iterator[Line | BadLine]:
    """The requests of a file, as they come. One that is too long is not held."""
    while data := file.readline(MAX_LINE + 2):
        if len(data) > MAX_LINE and not data.endswith(b"\n"):
            size = len(data)
            while (rest := file.readline(1 << 16)) and not rest.endswith(b"\n"):
                size += len(rest)
            yield BadLine(f"the line has {size + len(rest):,} bytes, {MAX_LINE:,} are read")
        elif data.strip():
            yield _line(data.rstrip(b"\r\n"))


def _line(data: bytes) -> Line | BadLine:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return BadLine(f"not UTF-8: {wrong}")
    if not text.lstrip().startswith("{"):
        return Line(text, {}, None)
    try:
        found = read_answer(text)
    except BadExample as wrong:
        return BadLine(str(wrong))
    match found:
        case {"utterance": str(utterance), **rest}:
            context, key = rest.get("context", {}), rest.get("key")
            if isinstance(context, dict) and (key is None or isinstance(key, str)):
                return Line(utterance, {name: plain(value) for name, value in context.items()}, key)
    return BadLine('expected {"utterance": "…", "context": {…}, "key": "…"}')


def plain(value: Json) -> object:
    """JSON with numbers as replies have them: int, or Decimal."""
    match value:
        case Fraction():
            return value.numerator if value.denominator == 1 else Decimal(number_text(value))
        case list():
            return [plain(each) for each in value]
        case dict():
            return {name: plain(each) for name, each in value.items()}
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Fallback:
    """A command as a handler wants its fallback."""

    command: Command

    def __call__(self, utterance: str, context: Mapping[str, object]) -> object:
        """The answer. Raises NoReply."""
        return plain(self.command(utterance, context))


class _Notes(logging.Handler):
    """What goes wrong while requests are served, as lines on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one."""
        note(f"{record.levelname.lower()}: {record.getMessage()}")


def _listen() -> None:
    """Show warnings of the serving part; what steps do is told by the steps themselves."""
    log = logging.getLogger("potstill.distill.growing")
    if not any(isinstance(handler, _Notes) for handler in log.handlers):
        log.addHandler(_Notes(logging.WARNING))
        log.propagate = False
