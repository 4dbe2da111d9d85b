"""Two families that read the same and answer different requests: told apart by their conditions."""

from __future__ import annotations

from dataclasses import replace

from potstill.ir.binding import Binding
from potstill.ir.family import Family, Resolve
from potstill.ir.verdicts import Status
from potstill.verifier.grammar.functional import functional
from potstill.verifier.smt.checks import Unsupported
from potstill.verifier.smt.equality import Versions
from potstill.verifier.smt.session import Unsat
from potstill.verifier.theta.space import Theta


def exclusive(one: Family, other: Family, binding: Binding) -> bool:
    """Whether the conditions of two families with one grammar are proved never to hold together.

    INVARIANT: each request has one reading at most, conditions aside, so that both speak of one θ. Where
    grammars or parameters differ, or requests have several readings, nothing is proved.
    """
    alike = (one.grammar, one.slots, one.context) == (other.grammar, other.slots, other.context)
    if not alike or one.resolve is not Resolve.UNIQUE or other.resolve is not Resolve.UNIQUE:
        return False
    unconditional = replace(one, program=replace(one.program, wheres=()))
    if functional(unconditional, binding).status is not Status.PROVED:
        return False
    try:
        return isinstance(Versions(Theta.of(one, binding), other.program).meeting(), Unsat)
    except Unsupported:
        return False
