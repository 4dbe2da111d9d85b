"""The family on the bench: points to try, how they are said, and what comes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import chain
from random import Random
from typing import Final

from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.lexicons.makers import number
from potstill.ir.presentation import to_python
from potstill.ir.reference.evaluate import Outside
from potstill.ir.values import Value
from potstill.verifier.inquiry import Inquiry
from potstill.verifier.replay import run
from potstill.verifier.smt.session import DEFAULT_BUDGET, Budget
from potstill.verifier.testgen.case import Case, Section
from potstill.verifier.testgen.expect import expected
from potstill.verifier.testgen.used import used
from potstill.verifier.theta.domain import Domain, Grid, Point
from potstill.verifier.theta.order import Key
from potstill.verifier.theta.probes import telling
from potstill.verifier.theta.sets import contains
from potstill.verifier.theta.space import Theta

SAMPLES: Final = 240
"""Points that are drawn, beside those at the corners of Θ. The artifact's address seeds the draw."""


_PLAIN: Final = (2, 3, 4, 5, 7, 8, 12, 15, 20, 25, 30, 40, 60, 75, 100, 250, 1000)
"""Numbers that people ask about."""


class Bench:
    """What the makers of cases share about one artifact."""

    def __init__(
        self, artifact: Artifact, binding: Binding = EMPTY_BINDING, budget: Budget = DEFAULT_BUDGET
    ) -> None:
        self.artifact: Final = artifact
        self.family: Final = artifact.family
        self.program: Final = artifact.family.program
        self.binding: Final = binding
        self.budget: Final = budget
        self.inquiry: Final = Inquiry(artifact, budget, binding)
        self.theta: Final = self.inquiry.theta
        self._used: Final[dict[int, tuple[Point, frozenset[int]]]] = {}

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Points worth trying, each once: those at the corners of Θ, then some drawn ones."""
        found: dict[tuple[tuple[Value, ...], tuple[Value, ...]], Point] = {}
        for point in chain(self.inquiry.tries, self._drawn()):
            found.setdefault((tuple(point.parameters.values()), tuple(point.context.values())), point)
        return tuple(found.values())

    def _drawn(self) -> Iterator[Point]:
        """Points of each product in turn: numbers anywhere in their ranges, the rest at telling values."""
        random = Random(self.artifact.address)
        products = self.theta.products
        known: dict[int, list[Value]] = {}
        for turn in range(SAMPLES if products else 0):
            domains = products[turn % len(products)]
            slots = {name: self._value(domain, random, known) for name, domain in domains.items()}
            fields = {name: self._value(domain, random, known) for name, domain in self.theta.context.items()}
            if self.theta.contains(point := Point(slots, fields)):
                yield point

    def _value(self, domain: Domain, random: Random, known: dict[int, list[Value]]) -> Value:
        if isinstance(domain, Grid) and random.randrange(2):
            plain = [value for value in _PLAIN if contains(domain, value)]
            if plain and random.randrange(2):
                return random.choice(plain)
            return number(domain.low + domain.step * random.randrange(domain.count))
        values = known.setdefault(id(domain), telling(domain) or [None])
        return random.choice(values)

    @cached_property
    def _without_conditions(self) -> Theta:
        program = replace(self.program, wheres=())
        return Theta.of(replace(self.family, program=program), self.binding)

    def say(self, point: Point) -> str | None:
        """An utterance for a point, also for one that a condition excludes; None if none was found."""
        outside = isinstance(run(self.program, point), Outside)
        return (self._without_conditions if outside else self.theta).phi(point)

    def used(self, point: Point) -> frozenset[int]:
        """The nodes that the answer to a point is made of."""
        known = self._used.get(id(point))
        if known is None:
            # By identity; the value keeps the point alive.
            known = self._used[id(point)] = point, used(self.program, point)
        return known[1]

    @cached_property
    def _plain(self) -> dict[str, Value]:
        simplest = self.theta.simplest()
        return {} if simplest is None else {**simplest.parameters, **simplest.context}

    def telling(self, point: Point) -> tuple[int, Key]:
        """A key: points first that have few values of no effect: 0, 1, what is simplest or absent."""
        plain = self._plain
        given = {**point.parameters, **point.context}
        dull = sum(value in (None, 0, 1) or value == plain.get(name) for name, value in given.items())
        return dull, self.theta.order(point)

    def context(self, point: Point) -> dict[str, object]:
        """The context of a point as a host gives it; fields that are absent are left out."""
        values = ((one, point.context.get(one.name)) for one in self.family.context)
        return {one.name: to_python(value, one.type) for one, value in values if value is not None}

    def case(
        self, section: Section, name: str, title: str, utterance: str, context: dict[str, object]
    ) -> Case:
        """The case of a request, with what the reference says to it."""
        return Case(
            section, name, title, utterance, expected(self.family, utterance, context, self.binding), context
        )
