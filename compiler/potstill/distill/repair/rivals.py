"""Programs that give the same answers to all examples: are they one program, or what request tells?

They are evaluated at telling points first. Those that agree there are proved equal on Θ, or are not; where
two differ, the point is the question, said as a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, pairwise
from typing import Final

from potstill.distill.repair.edits import Edit
from potstill.distill.repair.forms import same_form, together
from potstill.distill.repair.outcome import Question
from potstill.ir import types as t
from potstill.ir.artifact import Artifact
from potstill.ir.binding import Binding
from potstill.ir.program import Node, Program, Rounding
from potstill.ir.reference.outcome import Answer, Outside
from potstill.ir.values import Identity, Value, identity
from potstill.ir.verdicts import Method
from potstill.verifier.counterexample import spell
from potstill.verifier.diff.programs import Comparison, Open, Relation, Settled, Shown, answer_type
from potstill.verifier.replay import run
from potstill.verifier.smt.solver import Budget
from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Point
from potstill.verifier.theta.space import Theta
from potstill.verifier.theta.stand_in import sample_binding

MAX_POINTS: Final = 160
"""At which programs are evaluated before anything is proved."""

MAX_SAID: Final = 12
"""Points that are tried as questions."""


@dataclass(frozen=True, slots=True)
class Fit:
    """An edit that gives all answers, and its program."""

    edit: Edit
    program: Program


@dataclass(frozen=True, slots=True)
class Same:
    """All are one program on Θ."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Some differ; ``question`` is a request that shows it, if one can be said. ``point`` is where."""

    question: Question | None
    point: Point


@dataclass(frozen=True, slots=True)
class Unclear:
    """Two are neither proved equal nor shown to differ."""

    reason: str


class Rivals:
    """Comparisons over the Θ of one family."""

    def __init__(self, artifact: Artifact, binding: Binding, budget: Budget) -> None:
        self._family: Final = artifact.family
        # What is proved holds for any lists of names; questions name what is on those that are supplied.
        self._theta: Final = Theta.of(artifact.family)
        said = sample_binding(artifact.family, binding)
        self._said: Final = Theta.of(artifact.family, said) if artifact.family.reads_lists else self._theta
        self._budget: Final = budget

    def compared(self, fits: Sequence[Fit], seen: Sequence[Point]) -> Same | Apart | Unclear:
        """How programs stand that fit. ``seen``: the points of the examples."""
        points = list(islice(self._points(seen), MAX_POINTS))
        apart = self._shown(fits, points)
        if apart is not None:
            return apart
        first, *others = fits
        for other in others:
            found = self._proved(first.program, other.program)
            match found:
                case Settled():
                    continue
                case Point():
                    return self._told(fits, found)
                case Open(reason):
                    return Unclear(f"{other.edit.told}: {reason}")
        return Same()

    def telling(self, old: Program, fit: Fit, seen: Sequence[Point]) -> Question | None:
        """A request beside the examples at which the new program ends otherwise than the old one.

        None where none was found among the telling points.
        """
        known = {_key(point) for point in seen}
        points = islice(self._points(seen), MAX_POINTS)
        differing = (
            point
            for point in points
            if _key(point) not in known and _ending(old, point) != _ending(fit.program, point)
        )
        for point in islice(differing, MAX_SAID):
            found = self._told((replace(fit, program=old), fit), point)
            if found.question is not None:
                return found.question
        return None

    def _proved(self, one: Program, other: Program) -> Settled | Point | Open:
        shown: list[Point] = []

        def replay(point: Point) -> bool:
            shown.append(point)
            return self._said.phi(point) is not None

        one, other = together(settled(one), settled(other))
        if same_form(one, other):
            return Settled(Method.DATAFLOW)
        # INVARIANT: what is compared is the program of the Θ's family with the other one.
        theta, said = (
            replace(each, family=replace(each.family, program=one)) for each in (self._theta, self._said)
        )
        comparison = Comparison(theta, said, one, other, self._budget)
        match comparison.settle(Relation.APART, replay):
            case Shown():
                return shown[-1]
            case Settled() | Open() as found:
                return found

    def _shown(self, fits: Sequence[Fit], points: Sequence[Point]) -> Apart | None:
        """The point at which most of them differ, that can be said."""
        ranked = []
        for place, point in enumerate(points):
            groups: dict[str, int] = {}
            for fit in fits:
                ending = _ending(fit.program, point)
                groups[ending] = groups.get(ending, 0) + 1
            if len(groups) > 1:
                ranked.append((max(groups.values()), place))
        unsaid: Apart | None = None
        for _, place in sorted(ranked)[:MAX_SAID]:
            found = self._told(fits, points[place])
            if found.question is not None:
                return found
            unsaid = unsaid or found
        return unsaid

    def _told(self, fits: Sequence[Fit], point: Point) -> Apart:
        utterance = self._said.phi(point)
        if utterance is None:
            return Apart(None, point)
        kinds = {field.name: field.type for field in self._family.context}
        given = tuple(
            (name, spell(value, kinds[name])) for name, value in point.context.items() if value is not None
        )
        endings = tuple(dict.fromkeys(_spelled(fit.program, point) for fit in fits))
        return Apart(Question(utterance, given, endings), point)

    def _points(self, seen: Sequence[Point]) -> Iterator[Point]:
        """Between the values that were seen, slot by slot; then at the corners of Θ."""
        found: set[Identity] = set()
        for point in (*self._between(seen), *islice(self._said.corners(), MAX_POINTS)):
            if _key(point) not in found:
                found.add(_key(point))
                yield point

    def _between(self, seen: Sequence[Point]) -> Iterator[Point]:
        for slot in self._family.slots:
            values = sorted(
                {
                    Fraction(value)
                    for point in seen
                    if isinstance(value := point.parameters[slot.name], int | Fraction)
                    and not isinstance(value, bool)
                }
            )
            domain = self._said.domains[slot.name]
            for low, high in pairwise(values):
                middle = _middle(low, high, slot.type)
                if sets.contains(domain, middle):
                    for point in seen[:2]:
                        yield replace(point, parameters={**point.parameters, slot.name: middle})


def _key(point: Point) -> Identity:
    return identity((*point.parameters.values(), *point.context.values()))


def settled(program: Program) -> Program:
    """The program without roundings of what is on their grid already: they change nothing."""
    known: list[int] = []
    nodes: list[Node] = []
    for place, node in enumerate(program.nodes):
        args = tuple(known[each] for each in node.args)
        nodes.append(replace(node, args=args))
        known.append(args[0] if _idle(program, node) else place)
    return replace(
        program,
        nodes=tuple(nodes),
        wheres=tuple(known[each] for each in program.wheres),
        lets=tuple(replace(let, node=known[let.node]) for let in program.lets),
        answer=known[program.answer],
        ensures=tuple(known[each] for each in program.ensures),
    )


def _idle(program: Program, node: Node) -> bool:
    if node.op not in ("round", "floor", "ceil"):
        return False
    kind = program.nodes[node.args[0]].type
    places = node.data.places if isinstance(node.data, Rounding) else 0
    return isinstance(kind, t.Number) and kind.places is not None and kind.places <= places


def _middle(low: Fraction, high: Fraction, kind: t.Type) -> Value:
    inner = kind.body if isinstance(kind, t.Optional) else kind
    places = inner.places if isinstance(inner, t.Number) else 0
    middle = (low + high) / 2
    rounded = middle if places is None else Fraction(int(middle * 10**places), 10**places)
    return rounded.numerator if rounded.denominator == 1 else rounded


def _ending(program: Program, point: Point) -> str:
    """The outcome; all that are no answer are alike but for being outside."""
    match run(program, point):
        case Answer(value):
            return repr(identity(value))
        case Outside():
            return "outside"
        case _:
            return "stuck"


def _spelled(program: Program, point: Point) -> str:
    match run(program, point):
        case Answer(value):
            return spell(value, answer_type(program))
        case Outside():
            return "no request of the family"
        case found:
            return f"no answer ({found.error.value})"
