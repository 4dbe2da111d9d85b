"""The teacher on the command line: where it is, what it may cost, and what it makes of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from potstill.cli.console import CannotRun
from potstill.cli.proving import cache

if TYPE_CHECKING:
    from potstill.distill.examples import Example
    from potstill.distill.teacher import Asker, Refused, Taught
    from potstill.ir.artifact import Artifact

F = TypeVar("F", bound=Callable[..., Any])

OTHERS: Final = 200
"""Requests of other groups that a taught family must leave alone."""


class Amount(click.ParamType[Fraction]):
    """An exact amount of money."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        """The amount of a decimal that is not negative."""
        try:
            found = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value} is no amount", param, ctx)
        if found < 0:
            self.fail(f"{value} is negative", param, ctx)
        return found


@dataclass(frozen=True, slots=True)
class Teacher:
    """What the options say. ``cap``: the most that one run may cost; prices are per million tokens."""

    cap: Fraction
    prompt: Fraction
    completion: Fraction
    constraint: str

    def asker(self) -> Asker:
        """Whoever the environment names. Raises CannotRun."""
        try:
            from potstill.distill.teacher import (
                Asker,
                BadEndpoint,
                Constraint,
                MemoryLedger,
                Prices,
                Purse,
                from_environment,
            )
        except ModuleNotFoundError as missing:
            raise CannotRun(f"a teacher needs {missing.name}: pip install 'potstill[distill]'") from missing
        try:
            endpoint = from_environment(
                prices=Prices(self.prompt, self.completion), constraint=Constraint[self.constraint.upper()]
            )
        except BadEndpoint as wrong:
            raise CannotRun(f"--teacher: {wrong}") from wrong
        return Asker(endpoint, Purse(self.cap, MemoryLedger()))


def teacher_options(command: F) -> F:
    """``--teacher``, its cap and its prices."""
    options = (
        click.option(
            "--teacher",
            is_flag=True,
            help="Ask a chat-completions endpoint for recipes where induction finds none: "
            "$POTSTILL_TEACHER_URL, _KEY and _MODEL.",
        ),
        click.option("--cap", type=Amount(), help="The most that the teacher may cost in this run."),
        click.option(
            "--prices",
            nargs=2,
            type=Amount(),
            metavar="IN OUT",
            help="What it charges for a million tokens of a prompt, and of a reply.",
        ),
        click.option(
            "--constraint",
            type=click.Choice(["none", "tool", "structured_outputs", "guided_grammar", "llguidance"]),
            default="none",
            show_default=True,
            help="Where it takes a grammar to write by.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def teacher_of(
    teacher: bool, cap: Fraction | None, prices: tuple[Fraction, Fraction] | None, constraint: str
) -> Teacher | None:
    """What the options say; None without ``--teacher``. Raises UsageError."""
    if not teacher:
        if cap is not None or prices:
            raise click.UsageError("--cap and --prices go with --teacher")
        return None
    if cap is None or not prices:
        raise click.UsageError("--teacher needs --cap and --prices: nothing is asked whose cost is unknown")
    return Teacher(cap, *prices, constraint)


def taught(
    asker: Asker, examples: Sequence[Example], others: Iterable[str], released: Iterable[Artifact]
) -> Taught | Refused:
    """What the teacher makes of the requests of one group, a quarter of which it is not shown.

    ``others``: requests that are not the group's; ``released``: families that it must not overlap.
    """
    from potstill.distill.teacher import teach
    from potstill.verifier.algebra import Index
    from potstill.verifier.grammar.lemmas import FolderCache, Lemmas

    index = Index()
    for artifact in released:
        index.add(artifact.family)

    def objections(made: Artifact) -> list[str]:
        if made.family.name in index:
            return [f"another family is called {made.family.name}: choose another name"]
        pairs = index.add(made.family)
        index.remove(made.family.name)
        names = sorted({name for pair in pairs for name in pair.families} - {made.family.name})
        return [f"it shares requests with the family {name}" for name in names]

    kept = len(examples) // 4
    return teach(
        examples[: len(examples) - kept],
        asker,
        holdouts=examples[len(examples) - kept :],
        others=list(others)[:OTHERS],
        lemmas=Lemmas(FolderCache(cache())),
        objections=objections,
    )
