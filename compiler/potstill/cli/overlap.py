"""``potstill overlap``: the requests that several families take, and what would keep the families apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from potstill.cli.console import NO, UNDECIDED, YES, CannotRun, emit, json_option, note, table
from potstill.cli.context import names_option, read_names
from potstill.cli.jobs import jobs_options, mapped, progress
from potstill.cli.recipes import SUFFIX as RECIPE
from potstill.ir.artifact import SUFFIX, Artifact, ArtifactError, read_artifact
from potstill.ir.family import Family

if TYPE_CHECKING:
    from potstill.verifier.algebra import Index, Overlaps, Pair, Side, Silent, Suggestion

MOST_SHOWN: Final = 200
"""Pairs that are printed."""

SHARES: Final = 4
"""Shares of the work for each worker."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found out about some families."""

    artifacts: dict[str, Artifact]
    overlaps: Overlaps
    silent: tuple[Silent, ...]
    cures: dict[tuple[str, str], tuple[Suggestion, ...]]

    def to_json(self) -> dict[str, object]:
        """Plain JSON data."""
        return self.overlaps.to_json() | {
            "pairs": [
                {**pair.to_json(), "asks": _asks(pair, self.artifacts), "cures": self._cures(pair)}
                for pair in self.overlaps.pairs
            ],
            "silent": [one.to_json() for one in self.silent],
        }

    def _cures(self, pair: Pair) -> list[dict[str, object]]:
        return [cure.to_json() for cure in self.cures.get(pair.families, ())]


@click.command(
    epilog="""\b
    Examples:
      potstill overlap artifacts
      potstill overlap recipes/ new.recipe
      potstill overlap artifacts --names names.json --json"""
)
@click.argument("paths", nargs=-1, required=True)
@names_option
@click.option("--all", "everything", is_flag=True, help="Also show pairs that a declared order decides.")
@click.option("--no-cures", is_flag=True, help="Look for no cures.")
@click.option(
    "--pairs",
    type=click.IntRange(1),
    default=500_000,
    show_default=True,
    help="Pairs of states to look at for two families.",
)
@jobs_options
@json_option
def command(
    paths: tuple[str, ...],
    names: str | None,
    everything: bool,
    no_cures: bool,
    pairs: int,
    jobs: int,
    executor: str | None,
    as_json: bool,
) -> int:
    """Find the requests that more than one family takes.

    PATHS are artifacts, recipes, and folders of either; of a folder that holds both, the artifacts. Every
    pair of families that is not counted as something else is proved disjoint.

    Exit code 1 if families overlap or one can never answer, 3 if a pair is undecided.
    """
    from potstill.verifier.algebra import Index, Limits

    artifacts = _artifacts(paths)
    index = Index(read_names(names), limits=Limits(pairs=pairs))
    _fill(index, [artifact.family for artifact in artifacts.values()], jobs, executor)
    found = _report(artifacts, index, cures=not no_cures)
    if as_json:
        emit(found.to_json())
    else:
        _tell(found, everything=everything)
    return _code(found)


def _code(found: Report) -> int:
    from potstill.verifier.algebra import Standing

    if found.overlaps.of(Standing.OVERLAP) or found.silent:
        return NO
    return UNDECIDED if found.overlaps.of(Standing.UNDECIDED) else YES


def _fill(index: Index, families: list[Family], jobs: int, executor: str | None) -> None:
    """Put the families into the index: one after the other, or with the work on pairs spread over workers."""
    from potstill.verifier.algebra import decide_share

    if jobs == 1 and executor is None:
        for _ in progress(map(index.add, families), "comparing", len(families)):
            pass
    else:
        shares = index.enter(families, SHARES * jobs)
        index.settle(mapped(decide_share, shares, "comparing", jobs=jobs, executor=executor))


def _report(artifacts: dict[str, Artifact], index: Index, *, cures: bool) -> Report:
    from potstill.verifier.algebra import Standing, silent, suggestions

    overlaps = index.overlaps()
    wanted = overlaps.of(Standing.OVERLAP) if cures else ()
    tried = progress((suggestions(index, pair) for pair in wanted), "looking for cures", len(wanted))
    known = {pair.families: found for pair, found in zip(wanted, tried, strict=True)}
    return Report(artifacts, overlaps, silent(index), known)


def _artifacts(paths: Iterable[str]) -> dict[str, Artifact]:
    """What the paths hold, by name of the family. Raises CannotRun."""
    found: dict[str, Artifact] = {}
    for path, artifact in _each(paths):
        name = artifact.family.name
        known = found.setdefault(name, artifact)
        if known.address != artifact.address:
            raise CannotRun(f"{path}: there is another family named {name}")
    return found


def _each(paths: Iterable[str]) -> Iterator[tuple[Path, Artifact]]:
    for name in paths:
        path = Path(name)
        if not path.exists():
            raise CannotRun(f"{name}: no such file or folder")
        files = [path]
        if path.is_dir():
            files = sorted(path.rglob(f"*{SUFFIX}")) or sorted(path.rglob(f"*{RECIPE}"))
            if not files:
                raise CannotRun(f"no *{SUFFIX} or *{RECIPE} file in {name}")
        for file in files:
            yield file, _compiled(file) if file.suffix == RECIPE else _read(file)


def _read(file: Path) -> Artifact:
    try:
        return read_artifact(file)
    except ArtifactError as wrong:
        raise CannotRun(str(wrong)) from wrong


def _compiled(file: Path) -> Artifact:
    try:
        from potstill.compiler import compile_recipe
    except ModuleNotFoundError as missing:
        raise CannotRun(f"a recipe needs {missing.name}: pip install 'potstill[compile]'") from missing
    data = file.read_bytes()
    compiled = compile_recipe(data)
    if compiled.artifact is None:
        for diagnostic in compiled.diagnostics:
            click.echo(diagnostic.render(data.decode("utf-8", "replace"), str(file)), err=True)
        raise CannotRun(f"{file}: the recipe is refused")
    return compiled.artifact


def _asks(pair: Pair, artifacts: dict[str, Artifact]) -> list[dict[str, object] | None]:
    """Where in the two recipes the readings come from."""
    from potstill.verifier.algebra import ask_line

    told: list[dict[str, object] | None] = []
    for side in () if pair.witness is None else pair.witness.sides:
        line = None if side.ask is None else ask_line(artifacts[side.family], side.ask)
        told.append(None if line is None else {"line": line[0], "text": line[1]})
    return told


def _tell(found: Report, *, everything: bool) -> None:
    from potstill.verifier.algebra import Standing

    overlaps = found.overlaps
    order = (Standing.OVERLAP, Standing.UNDECIDED, *((Standing.RESOLVED,) if everything else ()))
    shown = [pair for standing in order for pair in overlaps.of(standing)]
    for pair in shown[:MOST_SHOWN]:
        _tell_pair(pair, found)
    if len(shown) > MOST_SHOWN:
        note(f"… and {len(shown) - MOST_SHOWN} more pairs; --json has all of them")
    for one in found.silent:
        by = f" ({', '.join(one.by)})" if one.by else ""
        click.echo(f"{click.style(one.family, bold=True)} can never answer: {one.reason}{by}")
    counts = [str(len(overlaps.of(standing))) for standing in Standing]
    header = ("families", "disjoint", *(standing.value for standing in Standing), "never answer")
    table(header, [(str(len(overlaps.families)), str(overlaps.disjoint), *counts, str(len(found.silent)))])


def _tell_pair(pair: Pair, found: Report) -> None:
    one, other = pair.families
    click.echo(f"{click.style(f'{one}, {other}', bold=True)}: {_standing(pair)}")
    if pair.witness is not None:
        click.echo(f'  "{pair.witness.utterance}"{_context(pair)}')
        for side, line in zip(pair.witness.sides, _asks(pair, found.artifacts), strict=True):
            click.echo(f"    {side.family}{_values(side)}")
            if line is not None:
                click.echo(click.style(f"      line {line['line']}: {line['text']}", dim=True))
    for cure in found.cures.get(pair.families, ()):
        after = "disjoint" if cure.after is None else cure.after.value
        click.echo(f"  cure: in {cure.family}, write  {cure.line}  (then {after})")
    click.echo()


def _standing(pair: Pair) -> str:
    if pair.rule is not None:
        return (
            f"{pair.standing.value} by {pair.rule.value}{f', {pair.winner} answers' if pair.winner else ''}"
        )
    return f"{pair.standing.value}{f': {pair.reason}' if pair.reason else ''}"


def _context(pair: Pair) -> str:
    context = pair.witness.context if pair.witness is not None else ()
    return f" with {', '.join(f'{name} = {value}' for name, value in context)}" if context else ""


def _values(side: Side) -> str:
    if side.ask is None:
        return " reads it in too many ways to follow"
    values = ", ".join(f"{name} = {value}" for name, value in side.parameters)
    return f"({values}){' and otherwise' if side.ambiguous else ''}"
