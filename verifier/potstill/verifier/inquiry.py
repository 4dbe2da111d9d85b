"""One family under examination: its Θ, points worth trying, the solver, and the work that may be spent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.normal import normalise
from potstill.ir.reference.answer import Candidate, candidate
from potstill.ir.reference.resolve import Reads
from potstill.ir.values import Value
from potstill.ir.verdicts import Obligation
from potstill.verifier.replay import answers, broken
from potstill.verifier.shrink import shrink
from potstill.verifier.smt.session import Budget, Session
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta
from potstill.verifier.theta.stand_in import sample_binding

ENUMERATED_FIRST: Final = 256
"""Where Θ has at most so many points, all are evaluated before a solver is asked."""

ENUMERATED_AT_LAST: Final = 20_000
"""Where Θ has at most so many points, all are evaluated if the solver does not decide."""

REPLAYS: Final = 12
"""Models of one question that are replayed before it counts as undecided."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """What came of evaluating every point: those that break an obligation, how many there are, their hash."""

    failing: Mapping[Obligation, list[Point]]
    count: int
    digest: str


class Inquiry:
    """What the passes of the verifier share about one artifact. The solver starts when it is first asked.

    Proofs speak of ``theta``. A family may read lists of names that only a host knows: then it ranges over
    whatever names there may be, and requests are looked for in ``said``, under stand-in lists.
    """

    def __init__(self, artifact: Artifact, budget: Budget, binding: Binding = EMPTY_BINDING) -> None:
        self.artifact: Final = artifact
        self.family: Final = artifact.family
        self.program: Final = artifact.family.program
        self.budget: Final = budget
        self.theta: Final = Theta.of(artifact.family, binding)
        self.queries: Final[dict[str, str]] = {}
        self.binding: Final = sample_binding(artifact.family, binding)
        self.unbound: Final = self.binding is not binding
        self.said: Final = Theta.of(artifact.family, self.binding) if self.unbound else self.theta

    def keep(self, query: str) -> str:
        """Note a query that proved something; its digest, which is the evidence."""
        digest = f"sha256:{sha256(query.encode()).hexdigest()}"
        self.queries[digest] = query
        return digest

    @cached_property
    def session(self) -> Session:
        """The solver, with the program over Θ."""
        return Session(self.theta, self.budget)

    @cached_property
    def size(self) -> int | None:
        """At most so many points are in Θ; None where nobody can tell, or too many."""
        return self.theta.size()

    @cached_property
    def tries(self) -> tuple[Point, ...]:
        """Points of the examples, and at the corners of Θ; conditions may exclude those."""
        return (*self.examples, *self.said.corners())

    @cached_property
    def examples(self) -> tuple[Point, ...]:
        """The points of the recipe's examples, as far as they are the family's requests."""
        found: list[Point] = []
        for example in self.family.examples:
            context = {field.name: None for field in self.family.context} | dict(example.context)
            read = candidate(self.family, normalise(example.utterance), context, self.binding)
            if isinstance(read, Candidate) and isinstance(read.found, Reads):
                names = (slot.name for slot in self.family.slots)
                parameters = dict(zip(names, read.found.reading.parameters, strict=True))
                found.append(Point(parameters, context))
        return tuple(found)

    @cached_property
    def answered(self) -> tuple[Point, ...]:
        """Those of the tries that are answered."""
        return tuple(point for point in self.tries if answers(self.program, point))

    def small(self, limit: int) -> bool:
        """Whether Θ has at most ``limit`` points."""
        return self.size is not None and self.size <= limit

    def points(self, limit: int) -> Iterator[Point]:
        """All points of a Θ of at most ``limit``, in the declared order."""
        return self.theta.points(limit)

    @property
    def enumerated(self) -> bool:
        """Whether all points have been evaluated."""
        return "every" in self.__dict__

    @cached_property
    def every(self) -> Enumeration:
        """All points of a small Θ, evaluated."""
        failing: dict[Obligation, list[Point]] = {}
        digest, count = sha256(), 0
        for point in self.points(ENUMERATED_AT_LAST):
            duty = broken(self.program, point)
            count += 1
            digest.update(f"{sorted(point.parameters.items())}{sorted(point.context.items())}".encode())
            if duty is not None:
                failing.setdefault(duty, []).append(point)
        return Enumeration(failing, count, f"sha256:{digest.hexdigest()}")

    def request(self, point: Point, shows: Callable[[Point], bool]) -> tuple[Point, str] | None:
        """A simpler point that ``shows`` the same, with an utterance; None where nobody can say it.

        A point that shrinking makes unsayable is taken as it was.
        """
        if self.unbound and not self.said.contains(point):
            point = self._renamed(point)
            if not shows(point):
                return None
        simple = shrink(self.said, point, shows)
        for one in (simple, point) if simple != point else (point,):
            utterance = self.said.phi(one)
            if utterance is not None:
                return one, utterance
        return None

    def _renamed(self, point: Point) -> Point:
        """The point with names of the stand-in lists instead of names that no list has."""
        plain = next(self.said.corners(), point)
        parameters = {
            name: value if self._known(name, value) else plain.parameters[name]
            for name, value in point.parameters.items()
        }
        return Point(parameters, point.context)

    def _known(self, name: str, value: Value) -> bool:
        return sets.contains(self.said.domains[name], value)
