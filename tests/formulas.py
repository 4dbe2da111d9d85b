"""A small search for numbers, for tests of what calls one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from potstill.distill.answers import Found, NotFound, Outcome
from potstill.distill.terms import Apply, Const, Term, Var, value
from potstill.ir.program import Rounding


def few(columns: Mapping[str, tuple[Fraction, ...]], target: tuple[Fraction, ...]) -> Outcome:
    """Terms of at most one operator over slots and the constants 1, 2, 10 and 100."""
    leaves: list[Term] = [Var(name) for name in columns]
    leaves += [Const(Fraction(number)) for number in (1, 2, 10, 100)]
    if len(set(target)) == 1 and Const(target[0]) not in leaves:
        leaves.append(Const(target[0]))
    pairs = [Apply(op, (a, b)) for op in ("add", "sub", "mul", "div") for a, b in product(leaves, leaves)]
    terms: list[Term] = [
        *leaves,
        *(pair for pair in pairs if any(isinstance(each, Var) for each in pair.args)),
    ]
    terms += [Apply("round", (each,), Rounding(2, "half_up")) for each in pairs if each.op == "div"]
    rows = [{name: values[row] for name, values in columns.items()} for row in range(len(target))]
    fits = [term for term in terms if all(value(term, row) == t for row, t in zip(rows, target, strict=True))]
    if not fits:
        return NotFound("no term of one operator")
    return Found(tuple(fits), ("N ::= x | c | x op x",), len(terms), exhausted=True)
