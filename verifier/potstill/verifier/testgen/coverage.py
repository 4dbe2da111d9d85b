"""Which requests take which branches; which branches none can take.

Points at the corners of Θ and some drawn ones come first, evaluated by the reference. For the branches that
are left, a small Θ is enumerated; otherwise the solver is asked for a request that breaks the promise "never
this branch". Only an answer that covers all of Θ makes a branch unreachable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, assert_never

from potstill.ir.program import Node, Program
from potstill.ir.reference.evaluate import Answer, Outside, Stuck, evaluate, steps
from potstill.ir.types import Bool
from potstill.ir.verdicts import Kind, Method, Obligation
from potstill.verifier.counterexample import expression
from potstill.verifier.shrink import shrink
from potstill.verifier.smt.session import Sat, Session, Unknown, Unsat
from potstill.verifier.testgen.bench import Bench
from potstill.verifier.testgen.branches import Branch, branches
from potstill.verifier.testgen.case import Case, Section
from potstill.verifier.testgen.names import Names, shortened
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta

ENUMERATED: Final = 2_000
"""Where Θ has at most so many points, all of them are evaluated before the solver is asked."""

MODELS: Final = 8
"""Models of one branch that are replayed before it counts as open."""

_SPOKEN: Final = 12
"""Points of one branch for which an utterance is looked for."""


class Reach(Enum):
    """What is known about a branch."""

    COVERED = "covered"
    """A named case takes it."""
    UNREACHABLE = "unreachable"
    """No request takes it: proved."""
    UNSAID = "unsaid"
    """Parameters take it, but no utterance for such parameters was found."""
    OPEN = "open"
    """Neither was found out."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One branch and what is known about it. ``case``: the name of the test; ``method``: of the proof."""

    title: str
    reach: Reach
    case: str | None = None
    method: Method | None = None


class Coverage:
    """The branches of one family: cases that take them, and a statement about each."""

    def __init__(self, bench: Bench, names: Names) -> None:
        self._bench: Final = bench
        self._names: Final = names
        self._branches: Final = branches(bench.program)
        self.cases: Final[list[Case]] = []
        self.statement: Final[list[Covered]] = []
        taken = self._taken(bench.points)
        left = [branch for branch in self._branches.found if branch not in taken]
        enumerated = bool(left) and bench.inquiry.small(ENUMERATED)
        if enumerated:
            taken |= {
                branch: points
                for branch, points in self._taken(bench.inquiry.points(ENUMERATED)).items()
                if branch in left
            }
        for branch in self._branches.found:
            self._settle(branch, taken.get(branch, []), enumerated)

    def _taken(self, points: Iterable[Point]) -> dict[Branch, list[Point]]:
        """For each branch that some point takes, those points."""
        found: dict[Branch, list[Point]] = {}
        for point in points:
            for branch in self._takes(point):
                found.setdefault(branch, []).append(point)
        return found

    def _takes(self, point: Point) -> list[Branch]:
        """The branches that the evaluation of a point takes, if it is answered or outside."""
        outcome = evaluate(self._bench.program, point.parameters, point.context)
        match outcome:
            case Stuck():
                return []
            case Outside(where):
                wheres = range(where + 1)
            case Answer():
                wheres = range(len(self._bench.program.wheres))
            case _:
                assert_never(outcome)
        reached = [
            branch
            for branch in self._branches.found
            if (isinstance(outcome, Answer) if branch.where is None else branch.where in wheres)
        ]
        return [branch for branch in reached if self._holds(branch, point)]

    def _holds(self, branch: Branch, point: Point) -> bool:
        values = steps(self._branches.program, point.parameters, point.context, branch.taken)
        return any(node == branch.taken and value is True for node, value in values)

    def _matters(self, branch: Branch, point: Point) -> bool:
        """Whether the answer is made of the branch's node: a let may be computed in vain."""
        return branch.where is not None or branch.node in self._bench.used(point)

    def _settle(self, branch: Branch, points: list[Point], enumerated: bool) -> None:
        """Add the branch's case, or what is known instead."""
        title, bench = self._title(branch), self._bench
        if not points and enumerated:
            self.statement.append(Covered(title, Reach.UNREACHABLE, method=Method.ENUMERATION))
            return
        if not points:
            model = self._ask(branch)
            if isinstance(model, Method):
                self.statement.append(Covered(title, Reach.UNREACHABLE, method=model))
                return
            if model is None:
                self.statement.append(Covered(title, Reach.OPEN))
                return
            points = [model]
        preferred = sorted(points, key=lambda point: (not self._matters(branch, point), bench.telling(point)))
        for point in preferred[:_SPOKEN]:
            utterance = bench.say(point)
            if utterance is not None:
                name = self._names.fresh(expression(bench.artifact, branch.part), branch.side)
                case = bench.case(Section.BRANCH, name, title, utterance, bench.context(point))
                self.cases.append(case)
                self.statement.append(Covered(title, Reach.COVERED, name))
                return
        self.statement.append(Covered(title, Reach.UNSAID))

    def _title(self, branch: Branch) -> str:
        artifact, node = self._bench.artifact, self._bench.program.nodes[branch.node]
        part = shortened(expression(artifact, branch.part), 60)
        match node.op:
            case "lookup":
                return f"`{part}` finds the row {branch.side}."
            case "and" | "or" | "min" | "max" | "if" if branch.part != branch.node:
                whole = shortened(expression(artifact, branch.node), 70)
                return f"In `{whole}`: `{part}` {branch.side}."
            case _:
                kind = "The condition " if branch.where is not None else ""
                return f"{kind}`{part}` {branch.side}."

    def _ask(self, branch: Branch) -> Point | Method | None:
        """A point that takes the branch; SMT if the solver proves that there is none; None if it is open."""
        never = self._never(branch)
        session = Session(never, self._bench.budget)
        duty = Obligation(Kind.ENSURE, "0", never.family.program.ensures[0])
        question = session.question(duty)
        for _ in range(MODELS):
            outcome = session.ask(question)
            match outcome:
                case Unsat():
                    return Method.SMT
                case Unknown():
                    return None
                case Sat(point=point):
                    if branch in self._takes(point):
                        simple = shrink(self._bench.theta, point, self._shows(branch))
                        return simple if self._bench.say(simple) is not None else point
                    question = session.question(duty, excluding=point)
                case _:
                    assert_never(outcome)
        return None

    def _shows(self, branch: Branch) -> Callable[[Point], bool]:
        return lambda point: branch in self._takes(point)

    def _never(self, branch: Branch) -> Theta:
        """Θ with a program whose only promise is that the branch is not taken, where it can be."""
        never = _with_negation(self._branches.program, branch.taken)
        ensures = (len(never.nodes) - 1,)
        if branch.where is None:
            program = replace(never, ensures=ensures)
        else:
            wheres = never.wheres[: branch.where]
            program = replace(
                never, wheres=wheres, lets=(), answer=branch.taken, declared=None, ensures=ensures
            )
        family = replace(self._bench.family, program=program)
        return Theta.of(family, self._bench.binding)


def _with_negation(program: Program, node: int) -> Program:
    """The program with one more node: that the given one is false."""
    denied = Node("not", (node,), Bool())
    return replace(program, nodes=(*program.nodes, denied), spans=(*program.spans, *program.spans[-1:]))
