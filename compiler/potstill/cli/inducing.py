"""Inducing the groups of a log, in any number of processes, and releasing only what fits together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final, TypeAlias

from potstill.cli.asking import Asked, Kept, Person
from potstill.cli.jobs import mapped, progress
from potstill.cli.proving import cache
from potstill.distill.answering import contradicts
from potstill.distill.examples import Example
from potstill.distill.grouping import Member, divisions
from potstill.distill.growing.plans import unvaried
from potstill.distill.induce import Live, induce
from potstill.distill.induction.consistent import contradiction, distinct
from potstill.distill.outcome import Abstained, Missing, Outcome, Released
from potstill.distill.policy import Policy
from potstill.distill.recipe import shown
from potstill.distill.template import MAX_EXAMPLES
from potstill.ir.artifact import Artifact
from potstill.verifier.algebra import Index
from potstill.verifier.grammar.lemmas import FolderCache, Lemmas

Source: TypeAlias = "Asked | Kept | Person | None"
"""Who is asked; None: what is kept aside of the group itself."""

DIVISIONS: Final = 2
"""Ways to divide a group that are tried where it turns out to be no single family."""

_MIXED: Final = frozenset({Missing.TEMPLATE, Missing.EXPLANATION, Missing.SPACE, Missing.AGREEMENT})


@dataclass(frozen=True, slots=True)
class Work:
    """A group to induce: what its requests share, how many lines it has, its distinct requests."""

    pattern: str
    lines: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a group, or of a part of one."""

    pattern: str
    lines: int
    examples: tuple[Example, ...]
    outcome: Outcome


def induced(
    work: Sequence[Work],
    source: Source,
    policy: Policy,
    *,
    live: Iterable[Artifact] = (),
    jobs: int = 1,
    executor: str | None = None,
) -> list[Result]:
    """What comes of each group. No family that is released shares a request with another, or with ``live``.

    Raises CannotRun.
    """
    one = partial(_results, source=source, policy=policy)
    if isinstance(source, Person):
        found = [one(each) for each in progress(work, "inducing", 1)]
    else:
        found = mapped(one, work, "inducing", jobs=jobs, executor=executor)
    return list(_fitting([each for results in found for each in results], source, policy, live))


def _results(work: Work, *, source: Source, policy: Policy) -> list[Result]:
    """The group as one family; or its parts, if some division of it makes families."""
    whole = Result(work.pattern, work.lines, work.examples, _induce(work.examples, source, policy))
    if isinstance(whole.outcome, Released) or whole.outcome.missing not in _MIXED:
        return [whole]
    members = [Member(str(place), place, each.utterance, place) for place, each in enumerate(work.examples)]
    for division in islice(divisions(members), DIVISIONS):
        parts = [tuple(work.examples[member.serial] for member in part) for part in division.parts.values()]
        names = (f"{work.pattern} [{filling or 'nothing'}]" for filling in division.parts)
        results = [
            Result(name, len(part), part, _induce(part, source, policy))
            for name, part in zip(names, parts, strict=True)
        ]
        if any(isinstance(each.outcome, Released) for each in results):
            return results
    return [whole]


def _induce(
    examples: tuple[Example, ...],
    source: Source,
    policy: Policy,
    live: Live | None = None,
    name: str | None = None,
) -> Outcome:
    if (field := unvaried(examples)) is not None:
        detail = f"the context's {field} was the same in all requests: whether it matters, nobody can know"
        return Abstained(Missing.EXAMPLES, detail)
    if (clash := contradiction(distinct(examples))) is not None:
        return Abstained(Missing.CONSISTENCY, f"{shown(clash[0])}, and {shown(clash[1])}")
    learnt, oracle = _shared_out(examples, source, policy)
    lemmas = Lemmas(FolderCache(cache()))
    most = max(1, MAX_EXAMPLES - policy.questions)
    wrong: tuple[Example, ...] = ()
    for _ in range(2):
        try:
            outcome = induce([*wrong, *learnt][:most], oracle, policy, name=name, live=live, lemmas=lemmas)
        except Exception as fault:
            # One group that induction cannot cope with must not keep the others from their turn.
            return Abstained(Missing.EXPLANATION, f"the induction failed: {type(fault).__name__}: {fault}")
        if not isinstance(outcome, Released):
            return outcome
        family = outcome.artifact.family
        # Learnt from some of the requests, tried on all of them, and learnt again with one that fails.
        wrong = tuple(each for each in examples if contradicts(family, each))[:1]
        if not wrong:
            return outcome
    return Abstained(Missing.EXPLANATION, f"what was learnt is wrong for {shown(wrong[0])}")


def _shared_out(
    examples: tuple[Example, ...], source: Source, policy: Policy
) -> tuple[tuple[Example, ...], Asked | Kept | Person]:
    """What is learnt from, and who is asked: where nobody is, the last requests of the group are kept aside.

    A quarter is kept, and as many as there may be questions at least, if enough are left to learn from.
    """
    if source is not None:
        return examples, source
    spare = max(0, len(examples) - policy.examples)
    aside = min(spare, max(policy.questions, len(examples) // 4))
    kept = examples[len(examples) - aside :] if aside else ()
    return examples[: len(examples) - aside], Kept(kept)


def _fitting(
    results: Iterable[Result], source: Source, policy: Policy, live: Iterable[Artifact]
) -> Iterator[Result]:
    """The results in order; a family that shares a request with one before it is not released."""
    index, names = Index(), set[str]()
    for artifact in live:
        index.add(artifact.family)
        names.add(artifact.family.name)
    for result in results:
        outcome = result.outcome
        if isinstance(outcome, Released) and outcome.artifact.family.name in names:
            # Two templates that begin alike: the second gets a number, and is proved under that name.
            outcome = _induce(result.examples, source, policy, Live(index, frozenset(names)))
        if isinstance(outcome, Released):
            family = outcome.artifact.family
            pairs = index.add(family)
            if pairs:
                index.remove(family.name)
                others = sorted({name for pair in pairs for name in pair.families} - {family.name})
                outcome = Abstained(Missing.DISJOINTNESS, f"it may share requests with {', '.join(others)}")
            else:
                names.add(family.name)
        yield Result(result.pattern, result.lines, result.examples, outcome)
