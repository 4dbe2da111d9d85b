"""One family under examination: its Θ, points worth trying, the solver, and the work that may be spent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final

from potstill.ir.artifact import Artifact
from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.verifier.replay import answers
from potstill.verifier.shrink import shrink
from potstill.verifier.smt.session import Budget, Session
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta

ENUMERATED_FIRST: Final = 256
"""Where Θ has at most so many points, all are evaluated before a solver is asked."""

ENUMERATED_AT_LAST: Final = 20_000
"""Where Θ has at most so many points, all are evaluated if the solver does not decide."""

REPLAYS: Final = 12
"""Models of one question that are replayed before it counts as undecided."""


class Inquiry:
    """What the passes of the verifier share about one artifact. The solver starts when it is first asked."""

    def __init__(self, artifact: Artifact, budget: Budget, binding: Binding = EMPTY_BINDING) -> None:
        self.artifact: Final = artifact
        self.family: Final = artifact.family
        self.program: Final = artifact.family.program
        self.budget: Final = budget
        self.theta: Final = Theta.of(artifact.family, binding)

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
        """Points at the corners of Θ, a simple one first; conditions may exclude them."""
        return tuple(self.theta.corners())

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

    def request(self, point: Point, shows: Callable[[Point], bool]) -> tuple[Point, str] | None:
        """A simpler point that ``shows`` the same, with an utterance; None where nobody can say it.

        A point that shrinking makes unsayable is taken as it was.
        """
        simple = shrink(self.theta, point, shows)
        for candidate in (simple, point) if simple != point else (point,):
            utterance = self.theta.phi(candidate)
            if utterance is not None:
                return candidate, utterance
        return None
