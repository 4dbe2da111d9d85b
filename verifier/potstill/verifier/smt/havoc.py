"""What has no exact encoding: any value of the type, the same one for equal arguments.

Such a value is an uninterpreted function of what the operation depends on. What the operator really computes
is one interpretation of that function, so a proof for all interpretations holds for it too.
"""

from __future__ import annotations

from collections.abc import Sequence

from potstill.ir import types
from potstill.ir.types import Type
from potstill.verifier.smt.relations import Relations, apply
from potstill.verifier.smt.script import Bool, Int
from potstill.verifier.smt.symbolic import (
    MAX_ITEMS,
    Item,
    Items,
    Letters,
    Opaque,
    Parts,
    Perhaps,
    Quotient,
    Symbolic,
    Truth,
    names_of,
)


def unknown(r: Relations, key: str, arguments: Sequence[Symbolic], kind: Type, live: Bool) -> Symbolic:
    """A value of the type: the arguments' function that ``key`` names; ``live``: where it means something."""
    terms, sorts = r.flat(arguments)
    value = _Unknown(r, terms, sorts).value(key, kind)
    state(r, value, kind, live)
    return value


def unknown_number(r: Relations, key: str, arguments: Sequence[Symbolic]) -> Int:
    """An integer that depends on the arguments."""
    terms, sorts = r.flat(arguments)
    return _Unknown(r, terms, sorts).term(key, "Int")


def unknown_truth(r: Relations, key: str, arguments: Sequence[Symbolic]) -> Bool:
    """A truth value that depends on the arguments."""
    terms, sorts = r.flat(arguments)
    return _Unknown(r, terms, sorts).term(key, "Bool")


def state(r: Relations, value: Symbolic, kind: Type, live: Bool) -> None:
    """Let it be known that the value is of its type, where it means something."""
    s = r.script
    known = s.implies(live, r.within(value, kind))
    for term in dict.fromkeys(names_of(value)):
        s.fact(term, known)


class _Unknown:
    """Builds one value."""

    def __init__(self, r: Relations, terms: tuple[str, ...], sorts: tuple[str, ...]) -> None:
        self.r = r
        self.terms = terms
        self.sorts = sorts

    def term(self, key: str, sort: str) -> str:
        """The function's value, under a name to which facts can belong."""
        function = self.r.script.function(key, self.sorts, sort)
        return self.r.script.define(sort, apply(function, self.terms)) if self.terms else function

    def value(self, key: str, kind: Type) -> Symbolic:
        match kind:
            case types.Optional(types.Text(values=())):
                return Perhaps(False, None)
            case types.Optional(body):
                return Perhaps(self.term(f"{key} there", "Bool"), self.value(key, body))
            case types.Bool():
                return Truth(self.term(key, "Bool"))
            case types.Number(places=None):
                num, den = self.term(f"{key} num", "Int"), self.term(f"{key} den", "Int")
                for owner in (num, den):
                    self.r.script.fact(owner, self.r.script.at_most(1, den))
                return Quotient(num, den)
            case types.Number(places=int(places)):
                return Quotient(self.term(f"{key} at {places}", "Int"), 10**places)
            case types.Date() | types.MonthDay() | types.Time() | types.Duration():
                return Quotient(self.term(key, "Int"))
            case types.Text():
                identity = self.term(f"{key} text", "Int")
                return Letters(identity, f"(text.form {identity})", f"(text.length {identity})")
            case types.List(_, _, longest) if longest > MAX_ITEMS:
                return Opaque(self.term(f"{key} list", "Int"), self.term(f"{key} length", "Int"))
            case types.List(element, _, longest):
                length = self.term(f"{key} length", "Int") if longest else 0
                items = [
                    Item(self.r.script.below(place, length), self.value(f"{key} {place}", element))
                    for place in range(longest)
                ]
                return Items(tuple(items), length)
            case types.Record(fields):
                return Parts(tuple(self.value(f"{key}.{name}", body) for name, body in fields))
            case _:
                raise TypeError(f"{kind} has no values")
