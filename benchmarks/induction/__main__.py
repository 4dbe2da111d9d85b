"""Measure induction on every enabled GSM-Symbolic family; results go to a file of JSON lines.

    python -m benchmarks.induction [--even | --odd] [-m 3 -m 5 -m 8] [--jobs 2] [-o FILE] [FAMILY…]

What the file has already is not measured again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click
from rich.console import Console

from benchmarks.induction import gsm
from benchmarks.induction.gold import COUNT
from benchmarks.induction.measure import Measured, measure, measure_gold

console = Console()


@click.command()
@click.option("--even", "half", flag_value=0, type=int, help="Families with even numbers only.")
@click.option("--odd", "half", flag_value=1, type=int, help="Families with odd numbers only.")
@click.option("-m", "sizes", multiple=True, type=int, default=(5,), help="Training instances.")
@click.option("--jobs", default=1, help="Processes.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("build/induction.jsonl"))
@click.option("--gold", is_flag=True, help="The recipes of examples/gsm_symbolic as oracles instead.")
@click.argument("families", nargs=-1, type=int)
def main(
    half: int | None,
    sizes: tuple[int, ...],
    jobs: int,
    output: Path,
    gold: bool,
    families: tuple[int, ...],
) -> None:
    """Measure what is not in the output file."""
    output.parent.mkdir(parents=True, exist_ok=True)
    lines = output.read_text("utf-8").splitlines() if output.exists() else []
    done = {(found["family"], found["examples"]) for found in map(json.loads, lines)}
    chosen: Sequence[int] = families or [each for each in gsm.enabled() if half is None or each % 2 == half]
    measured: Callable[[int, int], Measured] = measure
    if gold:
        measured, chosen = measure_gold, families or range(COUNT)
    todo = [(family, size) for size in sizes for family in chosen if (family, size) not in done]
    with ProcessPoolExecutor(jobs) as pool, output.open("a", encoding="utf-8") as file:
        for found in pool.map(measured, *zip(*todo, strict=True)) if todo else ():
            file.write(json.dumps(found.to_json(), ensure_ascii=False) + "\n")
            file.flush()
            console.print(line(found), highlight=False, markup=False)


def line(found: Measured) -> str:
    """A result on one line."""
    start = f"{found.family:3} m={found.examples} {found.seconds:6.1f} s  q={found.questions} "
    if not found.released:
        return f"{start} abstained: {found.missing}: {' '.join(found.detail.split())[:120]}"
    state = "perfect" if found.perfect else f"{found.right} right of {found.answered} of {found.tests}"
    return f"{start} {state}, {found.classes} classes, {found.conditions} conditions"


if __name__ == "__main__":
    main()
