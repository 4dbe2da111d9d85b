"""That the parts of a family share out its requests: none is taken twice, and none is lost.

The parts fall into pieces by their templates. Between pieces the languages decide, by automata; that every
path of the parent is a path of some piece, by the skeletons of their grammars. Within a piece the first
conditions decide: on every θ exactly one of them holds. There a request must have one θ, since otherwise
two parts could each take a reading of it; so extraction has to be a function.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations

from potstill.distill.split.outcome import Partition
from potstill.ir import grammar as g
from potstill.ir.binding import Binding
from potstill.ir.family import Family
from potstill.ir.program import Program
from potstill.ir.reference.outcome import Outside
from potstill.ir.verdicts import Method
from potstill.verifier.algebra import Index
from potstill.verifier.algebra import Standing as Relation
from potstill.verifier.diff import Claim
from potstill.verifier.diff.programs import identical
from potstill.verifier.diff.readings import compare, mapped, templates
from potstill.verifier.grammar.functional import ambiguities
from potstill.verifier.grammar.lemmas import Lemmas
from potstill.verifier.inquiry import ENUMERATED_FIRST
from potstill.verifier.replay import run
from potstill.verifier.smt.checks import Checks, Unsupported
from potstill.verifier.smt.encode import Encoding
from potstill.verifier.smt.ranges import Ranges
from potstill.verifier.smt.session import Budget, Workbench
from potstill.verifier.smt.solver import Answer
from potstill.verifier.theta.space import Theta


class Overlapping(Exception):
    """A request that two parts take was found: this is no partition. The text says which."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Parts with the same templates, each with ``conditional``: whether its first condition is its own."""

    families: tuple[Family, ...]
    conditional: bool


def partition(
    parent: Family, pieces: Sequence[Piece], binding: Binding, budget: Budget, lemmas: Lemmas
) -> Partition:
    """What is proved of the parts. Raises Overlapping where a request refutes it.

    ``binding``: of the lists of names that languages are compared under; the rest holds for any.
    """
    apart = list(_apart(pieces, binding))
    covered = [_programs(parent, pieces), _paths(parent, pieces)]
    for piece in pieces:
        if piece.conditional:
            opposite = _opposite(piece, budget)
            apart += [opposite, _single(piece.families[0], lemmas)]
            covered.append(opposite)
    return Partition(_all(apart), _all(covered))


def _all(claims: Sequence[Claim]) -> Claim:
    """All claims at once; of those that are open, the first."""
    for claim in claims:
        if not claim.proved:
            return claim
    return Claim(
        True,
        "; ".join(dict.fromkeys(claim.detail for claim in claims)),
        tuple(dict.fromkeys(method for claim in claims for method in claim.methods)),
        tuple(dict.fromkeys(each for claim in claims for each in claim.evidence)),
        tuple(dict.fromkeys(each for claim in claims for each in claim.assumes)),
    )


def _apart(pieces: Sequence[Piece], binding: Binding) -> Iterator[Claim]:
    """The languages of two pieces have no word in common."""
    for one, other in combinations(pieces, 2):
        index = Index(binding)
        index.add(replace(one.families[0], priority=0, name="one"))
        pairs = index.add(replace(other.families[0], priority=0, name="other"))
        for pair in pairs:
            if pair.standing is Relation.UNDECIDED or pair.witness is None:
                yield Claim(False, pair.reason)
            else:
                raise Overlapping(f"“{pair.witness.utterance}” is read on both sides")
        if not pairs:
            late = one.families[0].reads_lists or other.families[0].reads_lists
            assumes = (f"binding {binding.address}",) if late else ()
            yield Claim(True, "the languages have no word in common", (Method.AUTOMATA,), assumes=assumes)


def _programs(parent: Family, pieces: Sequence[Piece]) -> Claim:
    """The parts compute what the parent does, their own first condition aside."""
    for piece in pieces:
        for family in piece.families:
            wheres = family.program.wheres[piece.conditional :]
            if not identical(replace(family.program, wheres=wheres), parent.program):
                return Claim(False, f"{family.name} is not the parent's program under a condition")
    return Claim(True, "the programs are one graph", (Method.DATAFLOW,))


def _paths(parent: Family, pieces: Sequence[Piece]) -> Claim:
    """The readings of all pieces together are the parent's."""
    grammars = [_labelled(piece.families[0].grammar, number) for number, piece in enumerate(pieces)]
    if len(grammars) == 1:
        union = pieces[0].families[0].grammar
    else:
        parts = tuple(part for grammar in grammars for part in templates(grammar))
        union = g.Grammar(g.Alt(parts), tuple(rule for grammar in grammars for rule in grammar.rules))
    found = compare(parent, replace(parent, grammar=union))
    if found.kept and found.added:
        return Claim(True, "every path of the templates is in one piece", (Method.AUTOMATA,))
    return Claim(False, found.reason or "the templates of the pieces are not proved to be the parent's")


def _labelled(grammar: g.Grammar, number: int) -> g.Grammar:
    """The grammar with names of its own for its rules."""

    def change(node: g.Node) -> g.Node:
        return g.Rule(f"{node.name}@{number}") if isinstance(node, g.Rule) else node

    found = mapped(grammar, change)
    return g.Grammar(found.start, tuple((f"{name}@{number}", body) for name, body in found.rules))


def _single(family: Family, lemmas: Lemmas) -> Claim:
    """No utterance has two readings with different parameters, conditions aside."""
    program = replace(family.program, wheres=())
    found = ambiguities(replace(family, program=program), lemmas=lemmas)
    late = tuple(
        f"the names that {slot.name} reads are each said in one way of their own"
        for slot in family.slots
        if slot.lexicon.late
    )
    return Claim(found.proved, found.detail, (Method.AUTOMATA,), assumes=late)


def _opposite(piece: Piece, budget: Budget) -> Claim:
    """On every θ of the piece exactly one of two conditions holds, and neither is stuck."""
    one, other = piece.families
    theta = Theta.of(one)
    programs = [_conditions(family.program) for family in (one, other)]
    size = theta.size()
    if size is not None and size <= ENUMERATED_FIRST:
        for point in theta.points(size):
            if sum(isinstance(run(program, point), Outside) for program in programs) != 1:
                return Claim(False, f"not one of the conditions holds at {point.parameters}")
        return Claim(True, "of the conditions exactly one holds", (Method.ENUMERATION,))
    return _solved(theta, programs, budget)


def _conditions(program: Program) -> Program:
    """The program whose only condition is the first one, and whose answer is this condition."""
    first = program.wheres[0]
    return replace(program, wheres=(first,), lets=(), answer=first, declared=None, ensures=())


def _solved(theta: Theta, programs: Sequence[Program], budget: Budget) -> Claim:
    bench = Workbench(budget)
    inputs = bench.variables.inputs(theta)
    ranges = Ranges(bench.variables, theta, inputs)
    s = bench.script
    try:
        inside, again = (Checks(Encoding(bench.relations, program, inputs)).inside for program in programs)
        question = bench.question([s.iff(inside, again)], [ranges])
    except Unsupported as wrong:
        return Claim(False, str(wrong))
    answer, reason = bench.answer(question)
    match answer:
        case Answer.UNSAT:
            evidence = f"sha256:{sha256(question.query.encode()).hexdigest()}"
            return Claim(True, "of the conditions exactly one holds", (Method.SMT,), (evidence,))
        case Answer.SAT:
            return Claim(False, "the encoding does not show that exactly one of the conditions holds")
        case Answer.UNKNOWN:
            return Claim(False, f"the solver gave up: {reason}")
