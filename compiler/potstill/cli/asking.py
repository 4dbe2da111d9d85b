"""Whom induction and growing ask: a command, the lines of a file, or the person at the terminal."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import click

from potstill.cli.console import CannotRun, visible
from potstill.distill.examples import MAX_LINE, BadExample, Example, Json, number
from potstill.distill.json_text import json_text
from potstill.ir.normal import fold
from potstill.runtime.reply import jsonable


class NoReply(Exception):
    """A command that failed, took too long, or printed something that is no answer."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program that answers requests: each one a process of its own.

    It reads ``{"utterance": …, "context": {…}}`` on standard input and prints the answer as JSON. Nothing is
    interpreted by a shell.
    """

    words: tuple[str, ...]
    seconds: float = 120.0

    @classmethod
    def of(cls, text: str, seconds: float = 120.0) -> Command:
        """The command of a line such as a shell takes. Raises CannotRun."""
        try:
            words = tuple(shlex.split(text))
        except ValueError as wrong:
            raise CannotRun(f"{text}: {wrong}") from wrong
        if not words:
            raise CannotRun("a command is missing")
        return cls(words, seconds)

    def __call__(self, utterance: str, context: Mapping[str, object] = {}) -> Json:
        """The answer. Raises NoReply."""
        request = json.dumps({"utterance": utterance, "context": jsonable(dict(context))}, ensure_ascii=True)
        try:
            done = subprocess.run(
                self.words,
                input=request.encode("ascii"),
                capture_output=True,
                timeout=self.seconds,
                check=False,
            )
        except OSError as wrong:
            raise NoReply(f"{self.words[0]}: {wrong.strerror}") from wrong
        except subprocess.TimeoutExpired:
            raise NoReply(f"{self.words[0]}: no answer in {self.seconds:g} s") from None
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise NoReply(
                f"{self.words[0]}: exit code {done.returncode}{f': {said[-1][:200]}' if said else ''}"
            )
        if len(done.stdout) > MAX_LINE:
            raise NoReply(f"{self.words[0]}: an answer of more than {MAX_LINE:,} bytes")
        try:
            return read_answer(done.stdout)
        except BadExample as wrong:
            raise NoReply(f"{self.words[0]}: {wrong}") from wrong


def read_answer(data: bytes | str) -> Json:
    """JSON with exact numbers. Raises BadExample."""
    try:
        found: Json = json.loads(data, parse_float=number, parse_int=number, parse_constant=_no_constant)
    except BadExample:
        raise
    except (ValueError, RecursionError) as wrong:
        raise BadExample(f"no JSON: {wrong}") from None
    return found


def _no_constant(text: str) -> Fraction:
    raise BadExample(f"{text} is no number")


@dataclass(frozen=True, slots=True)
class Asked:
    """An oracle that runs a command: it may be asked anything."""

    command: Command

    @property
    def pool(self) -> Sequence[str]:
        """No limit."""
        return ()

    def ask(self, utterance: str) -> Example | None:
        """The command's answer; None where it has none."""
        try:
            return Example(utterance, self.command(utterance))
        except NoReply:
            return None


@dataclass(frozen=True, slots=True)
class Kept:
    """An oracle of requests that were answered before."""

    examples: tuple[Example, ...]

    @property
    def pool(self) -> Sequence[str]:
        """Their utterances."""
        return tuple(example.utterance for example in self.examples)

    def ask(self, utterance: str) -> Example | None:
        """The one that is asked for, if it is there."""
        wanted = fold(utterance)
        return next((each for each in self.examples if fold(each.utterance) == wanted), None)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever sits at the terminal."""

    @property
    def pool(self) -> Sequence[str]:
        """No limit."""
        return ()

    def ask(self, utterance: str) -> Example | None:
        """What is typed, as JSON; nothing typed is no answer."""
        while True:
            click.echo(f"\n{visible(utterance)}", err=True)
            typed = click.prompt("answer (JSON; empty: none)", default="", show_default=False, err=True)
            if not typed.strip():
                return None
            try:
                answer = read_answer(typed)
            except BadExample as wrong:
                click.echo(f'{wrong}; a text is written "so"', err=True)
                continue
            click.echo(f"noted: {json_text(answer)}", err=True)
            return Example(utterance, answer)
