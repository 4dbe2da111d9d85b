"""Induce families of the SNIPS requests; write ``docs/snips.md`` and ``docs/snips.svg``.

    python -m benchmarks.snips [--docs FOLDER]

Takes some minutes, and the data; see ``benchmarks/snips/data.py``.
"""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from benchmarks.snips.data import training, validation
from benchmarks.snips.measure import (
    PARTS,
    cross_validated,
    curve,
    decisions,
    gold,
    operating_point,
    served,
    verbatim,
)
from benchmarks.snips.plot import draw
from benchmarks.snips.report import ALLOWED, COVERAGE, WRONG, Material, document
from potstill.distill.carriers import Family, Refused, gathered, learnt, released
from potstill.runtime import Handler

ROOT = Path(__file__).resolve().parents[2]
console = Console(highlight=False, markup=False, soft_wrap=True)


@click.command()
@click.option("--docs", type=click.Path(path_type=Path), default=ROOT / "docs", help="Where the report goes.")
def main(docs: Path) -> None:
    """Choose the threshold on the training requests, release, and ask the validation requests."""
    known, fresh = training(), validation()
    with Progress(console=console) as progress:
        task = progress.add_task("cross-validation", total=len(known))
        found = []
        for decision in cross_validated(known):
            found.append(decision)
            progress.advance(task)
    validated = curve(found)
    least = operating_point(validated, ALLOWED)
    console.print(f"{PARTS} parts: threshold {least:g}, {validated[least]}")
    candidates, evidence = learnt(known), gathered(known)
    ready = sum(one.key in evidence and evidence[one.key].score >= least for one in candidates)
    outcome: list[Family | Refused] = []
    with Progress(console=console) as progress:
        task = progress.add_task("release", total=ready)
        for one in released(candidates, evidence, least, known):
            outcome.append(one)
            progress.advance(task)
    handler = Handler([one.artifact for one in outcome if isinstance(one, Family)], allow_unverified=True)
    share, wrong = served(handler, fresh)
    material = Material(
        known,
        fresh,
        least,
        validated,
        curve(list(decisions(candidates, evidence, fresh))),
        outcome,
        share,
        wrong,
        served(handler, known)[0],
        verbatim(known, fresh),
        gold(known, fresh),
    )
    docs.mkdir(parents=True, exist_ok=True)
    (docs / "snips.md").write_text(document(material), "utf-8")
    draw(docs / "snips.svg", validated, material.curve, share, (COVERAGE, WRONG))
    console.print(
        f"{len(material.families)} families: coverage {share.coverage:.1%}, wrong {share.fault:.2%}"
    )


if __name__ == "__main__":
    main()
