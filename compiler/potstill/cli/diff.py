"""``potstill diff``: two versions of a family, and what became of its requests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from potstill.cli.console import NO, UNDECIDED, YES, CannotRun, emit, json_option, table
from potstill.cli.context import names_option, read_names
from potstill.cli.proving import cache
from potstill.cli.show import artifact_of
from potstill.ir.artifact import Artifact
from potstill.verifier.diff import Change, Claim, Difference, Side, Standing, diff
from potstill.verifier.grammar.lemmas import FolderCache, Lemmas
from potstill.verifier.smt.session import SolverMissing

_MEANS: Final = {
    Standing.EQUIVALENT: "both take the same requests, with the same outcomes",
    Standing.NARROWER: "the second takes fewer requests; those that it takes have the same outcomes",
    Standing.WIDER: "the second takes more requests; those that the first takes have the same outcomes",
    Standing.INCOMPARABLE: "each takes requests that the other does not; shared ones have the same outcomes",
    Standing.DIFFERS: "a request that both take has two outcomes",
    Standing.UNDECIDED: "not all of it could be proved",
}


@click.command(
    epilog="""\b
    Examples:
      potstill diff artifacts/tip.potstill.json tip.recipe
      potstill diff old/tip.recipe new/tip.recipe --json"""
)
@click.argument("before", type=click.Path(exists=True, dir_okay=False))
@click.argument("after", type=click.Path(exists=True, dir_okay=False))
@names_option
@json_option
def command(before: str, after: str, names: str | None, as_json: bool) -> int:
    """Compare two versions of a family, BEFORE and AFTER: artifacts, or recipes, which are compiled first.

    Says whether the second is equivalent to the first, narrower, wider, incomparable, or differs, with the
    shortest request found for each change, and what moved in types, bounds and statements.

    Exit code 0 if they are equivalent, 3 if that is undecided, else 1.
    """
    versions = [_read(path) for path in (before, after)]
    try:
        found = diff(*versions, binding=read_names(names), lemmas=Lemmas(FolderCache(cache())))
    except SolverMissing as missing:
        raise CannotRun(str(missing)) from missing
    if as_json:
        emit(found.to_json())
    else:
        tell(found)
    if found.standing is Standing.EQUIVALENT:
        return YES
    return UNDECIDED if found.standing is Standing.UNDECIDED else NO


def _read(path: str) -> Artifact:
    artifact = artifact_of(Path(path))
    if artifact is None:
        raise CannotRun(f"{path}: the recipe is refused, so there is nothing to compare")
    return artifact


def tell(found: Difference) -> None:
    """Print what became of the requests, and what moved."""
    click.secho(found.standing.value, bold=True, nl=False)
    click.echo(f": {_MEANS[found.standing]}")
    for before, after in found.renamed:
        click.echo(f"the slot {before} is now called {after}")
    for witness in found.witnesses:
        click.echo()
        click.secho(witness.change.value, bold=True, nl=False)
        click.echo(f" “{witness.utterance}”")
        if witness.context:
            click.echo("    context: " + ", ".join(f"{name} = {value}" for name, value in witness.context))
        for name, side in (("before", witness.one), ("after", witness.other)):
            first, *rest = _lines(side)
            click.echo(f"    {name + ':':<8}{first}")
            for line in rest:
                click.echo(f"{'':12}{line}")
    if found.moves:
        table(("moved", "before", "after"), ((move.what, move.before, move.after) for move in found.moves))
    if found.standing is not Standing.DIFFERS:
        for what, claim, change in (
            ("requests of the first", found.kept, Change.LOST),
            ("requests of the second", found.added, Change.GAINED),
        ):
            if not found.of(change):
                click.echo(f"{what}: {_grounds(claim)}")


def _lines(side: Side) -> Iterator[str]:
    yield side.outcome
    if side.parameters:
        yield ", ".join(f"{name} = {value}" for name, value in side.parameters)
    yield from (f"{name} = {value}" for name, value in side.values)


def _grounds(claim: Claim) -> str:
    if not claim.proved:
        return f"undecided: {claim.detail}"
    told = f"proved by {', '.join(method.value for method in claim.methods)}: {claim.detail}"
    return told + (f"; assumed: {'; '.join(claim.assumes)}" if claim.assumes else "")
