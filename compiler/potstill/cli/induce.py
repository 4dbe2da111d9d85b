"""``potstill induce``: families out of a log of answered requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from pathlib import Path

import click

from potstill.cli.asking import Asked, Command, Kept, Person
from potstill.cli.console import NO, YES, emit, json_option, note, table
from potstill.cli.folder import artifacts
from potstill.cli.inducing import Result, Source, Work, induced
from potstill.cli.jobs import jobs_options
from potstill.cli.keys import key_option
from potstill.cli.logs import BadLine, example_at, followed, gathered, log_file, read_log, tell_bad
from potstill.cli.releases import Release, write
from potstill.cli.taught import taught, teacher_of, teacher_options
from potstill.distill.examples import Example
from potstill.distill.grouping import Grouper
from potstill.distill.json_text import json_text
from potstill.distill.outcome import Abstained, Missing, Released
from potstill.distill.policy import DEFAULT
from potstill.distill.teacher import Asker, Taught
from potstill.ir.artifact import Artifact

_HOPELESS = frozenset({Missing.EXAMPLES, Missing.CONSISTENCY, Missing.DISJOINTNESS})
"""What no teacher can help with."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a group in the end: ``release`` where it is a family; ``detail`` says how, or why not."""

    result: Result
    release: Release | None
    detail: str
    cost: Fraction = Fraction(0)


@click.command(
    epilog="""\b
    Examples:
      potstill induce answered.jsonl -o families
      potstill induce answered.jsonl -o families --ask "python3 ask_model.py" --questions 5 --jobs 2
      potstill induce answered.jsonl -o families --pool more.jsonl --live artifacts
      potstill induce answered.jsonl -o families --teacher --cap 2.00 --prices 0.50 2.00

    \b
    A line of the log, and what a command reads and prints:
      {"utterance": "double 4", "answer": 8}
      {"utterance": "double 4", "context": {}}  =>  8"""
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("-o", "--output", type=click.Path(file_okay=False), help="Where families go.")
@click.option(
    "--examples",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="The fewest requests to learn from.",
)
@click.option(
    "--questions",
    type=click.IntRange(0),
    default=DEFAULT.questions,
    show_default=True,
    help="The most questions about one family, holdouts included.",
)
@click.option(
    "--holdouts",
    type=click.IntRange(1),
    default=DEFAULT.holdouts,
    show_default=True,
    help="How many of them are kept to test what was found.",
)
@click.option("--ask", "command_text", metavar="COMMAND", help="Ask this program: the fallback, say.")
@click.option("--ask-me", is_flag=True, help="Ask at the terminal.")
@click.option(
    "--pool", type=click.Path(exists=True, dir_okay=False), help="Ask only what this log has answers to."
)
@click.option(
    "--live",
    multiple=True,
    type=click.Path(exists=True),
    help="Artifacts that new families must share no request with.",
)
@teacher_options
@key_option
@jobs_options
@json_option
def command(
    file: str,
    output: str | None,
    examples: int,
    questions: int,
    holdouts: int,
    command_text: str | None,
    ask_me: bool,
    pool: str | None,
    live: tuple[str, ...],
    teacher: bool,
    cap: Fraction | None,
    prices: tuple[Fraction, Fraction] | None,
    constraint: str,
    key: str | None,
    jobs: int,
    executor: str | None,
    as_json: bool,
) -> int:
    """Induce families from the answered requests in FILE, JSON lines; ``-`` is standard input.

    Requests that are alike are put into groups. For each, every explanation of the answers in a declared
    space is looked for; questions tell those apart that are left; one family is released if all that is left
    agrees, holdouts agree too, and everything about it is proved. Otherwise it says what is missing. Without
    --ask, --ask-me or --pool, some requests of each group are kept aside to answer the questions.

    With -o, each family becomes a recipe, an artifact, a signed statement, and a text that says exactly what
    is claimed. Exit code 1 if nothing was released, or if a line of FILE was left out.
    """
    if sum((command_text is not None, ask_me, pool is not None)) > 1:
        raise click.UsageError("--ask, --ask-me and --pool exclude each other")
    instructed = teacher_of(teacher, cap, prices, constraint)
    asker = None if instructed is None else instructed.asker()
    policy = replace(DEFAULT, examples=examples, questions=questions, holdouts=holdouts)
    known = [artifact for path in live for artifact in artifacts(path)]
    bad: list[BadLine] = []
    work = _groups(file, bad)
    tell_bad(file, bad)
    source = _source(command_text, ask_me, pool)
    results = induced(work, source, policy, live=known, jobs=jobs, executor=executor)
    found = list(_completed(results, known, asker))
    releases = [each.release for each in found if each.release is not None]
    if output is not None:
        write(releases, Path(output), key)
    if as_json:
        emit({"groups": [_json(each) for each in found], "left_out": len(bad)})
    else:
        _tell(found)
        place = "" if output is None or not releases else f" in {output}"
        note(f"{len(releases)} of {len(found)} groups are families{place}")
    return YES if releases and not bad else NO


def _groups(path: str, bad: list[BadLine]) -> list[Work]:
    """The groups of a log, with the requests that induction may learn from."""
    with log_file(path) as file:
        groups = gathered(followed(read_log(file, bad), file), Grouper())
        return [
            Work(group.pattern, group.lines, tuple(example_at(file, offset) for offset in group.offsets))
            for group in groups
        ]


def _source(command_text: str | None, ask_me: bool, pool: str | None) -> Source:
    if command_text is not None:
        return Asked(Command.of(command_text))
    if ask_me:
        return Person()
    if pool is None:
        return None
    bad: list[BadLine] = []
    with log_file(pool) as file:
        kept = tuple(line.example for line in read_log(file, bad))
    tell_bad(pool, bad)
    return Kept(kept)


def _completed(results: list[Result], live: list[Artifact], asker: Asker | None) -> Iterator[Found]:
    """Every group with its family, the teacher's where induction has none."""
    released = [*live, *(each.outcome.artifact for each in results if isinstance(each.outcome, Released))]
    for result in results:
        match result.outcome:
            case Released() as found:
                claim = found.claim
                told = (
                    f"{len(claim.questions)} questions, {len(claim.holdouts)} holdouts, |S| ≤ {claim.size:,}"
                )
                yield Found(result, Release(found.artifact, found.verification, claim), told)
            case Abstained() as left if asker is not None and left.missing not in _HOPELESS:
                answer = _taught(asker, result, results, released)
                if answer.release is not None:
                    released.append(answer.release.artifact)
                yield answer
            case Abstained() as left:
                yield Found(result, None, str(left))


def _taught(asker: Asker, result: Result, results: list[Result], released: list[Artifact]) -> Found:
    others = [each.examples[0].utterance for each in results if each is not result]
    outcome = taught(asker, result.examples, others, released)
    if isinstance(outcome, Taught):
        told = f"taught in {len(outcome.rounds)} rounds, cost {float(outcome.cost):.4f}"
        return Found(result, Release(outcome.artifact, outcome.verification), told, outcome.cost)
    told = f"{result.outcome}; the teacher: {outcome.reason.value}. {outcome.detail}"
    return Found(result, None, told, outcome.cost)


def _tell(found: list[Found]) -> None:
    rows = (
        (
            "" if each.release is None else each.release.name,
            str(each.result.lines),
            _cut(each.result.pattern, 60),
            each.detail,
        )
        for each in found
    )
    table(("family", "lines", "requests like", "how, or what is missing"), rows)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _json(found: Found) -> dict[str, object]:
    outcome = found.result.outcome
    release, claim = found.release, None if found.release is None else found.release.claim
    abstained = isinstance(outcome, Abstained) and release is None
    return {
        "pattern": found.result.pattern,
        "lines": found.result.lines,
        "examples": [_example(each) for each in islice(found.result.examples, 3)],
        "family": None if release is None else release.name,
        "address": None if release is None else release.artifact.address,
        "missing": outcome.missing.name.lower() if abstained and isinstance(outcome, Abstained) else None,
        "detail": found.detail,
        "waiting": outcome.waiting if abstained and isinstance(outcome, Abstained) else None,
        "claim": None if claim is None else json.loads(json_text(claim.to_json())),
    }


def _example(example: Example) -> dict[str, object]:
    return {"utterance": example.utterance, "answer": json.loads(json_text(example.answer))}
