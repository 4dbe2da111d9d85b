"""All that a file of tests says: the named cases and the statements about branches and errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.presentation import to_python
from potstill.ir.verdicts import Kind, Status, Verification
from potstill.verifier.smt.session import DEFAULT_BUDGET, Budget
from potstill.verifier.testgen.bench import Bench
from potstill.verifier.testgen.bounds import bound_cases
from potstill.verifier.testgen.case import Case, Section
from potstill.verifier.testgen.coverage import Coverage, Covered
from potstill.verifier.testgen.errors import Ending, endings
from potstill.verifier.testgen.expect import answer_type
from potstill.verifier.testgen.names import Names
from potstill.verifier.verify import verify


@dataclass(frozen=True, slots=True)
class Plan:
    """Cases and statements about one artifact. ``functional``: whether extraction is proved to be."""

    artifact: Artifact
    binding: Binding
    cases: tuple[Case, ...]
    branches: tuple[Covered, ...]
    errors: tuple[Ending, ...]
    functional: bool


def plan(
    artifact: Artifact,
    *,
    binding: Binding = EMPTY_BINDING,
    budget: Budget = DEFAULT_BUDGET,
    verification: Verification | None = None,
) -> Plan:
    """Make the cases. The same artifact, binding and budget give the same plan on any machine."""
    verdicts = verify(artifact, budget=budget, binding=binding) if verification is None else verification
    bench, names = Bench(artifact, binding, budget), Names()
    examples = list(_examples(bench, names))
    coverage = Coverage(bench, names)
    bounds = list(bound_cases(bench, names))
    errors, told = endings(bench, names, verdicts)
    functional = any(
        verdict.obligation.kind is Kind.FUNCTIONAL and verdict.status is Status.PROVED
        for verdict in verdicts.verdicts
    )
    cases = (*examples, *coverage.cases, *bounds, *errors)
    return Plan(artifact, binding, cases, tuple(coverage.statement), tuple(told), functional)


def _examples(bench: Bench, names: Names) -> Iterator[Case]:
    types = {one.name: one.type for one in bench.family.context}
    for place, example in enumerate(bench.family.examples, 1):
        context = {name: to_python(value, types[name]) for name, value in example.context}
        name = names.fresh(f"example {place}")
        title = "The answer that the recipe states."
        case = bench.case(Section.EXAMPLE, name, title, example.utterance, context)
        # What the recipe promises counts, should the program say something else.
        stated = to_python(example.answer, answer_type(bench.family))
        yield replace(case, expected=replace(case.expected, value=stated, reason=None))
