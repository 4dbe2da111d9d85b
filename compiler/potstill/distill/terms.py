"""Terms: the expressions that a search space is made of, and what recipes they are written as.

A term is a tree over the operators of :mod:`potstill.ir.operators`. It has no types: those come when the
recipe that it is written into is compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from potstill.compiler.layout import quoted
from potstill.ir.program import Node, Program, Rounding
from potstill.ir.reference.operations import apply
from potstill.ir.reference.outcome import Stuck
from potstill.ir.types import Bool
from potstill.ir.values import Value


@dataclass(frozen=True, slots=True)
class Var:
    """The value of a slot."""

    name: str


Constant: TypeAlias = bool | Fraction | str


@dataclass(frozen=True, slots=True)
class Const:
    """A number, a text or a truth value."""

    value: Constant


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator of the table, by its name there, and its arguments."""

    op: str
    args: tuple[Term, ...]
    data: Rounding | None = None


Term: TypeAlias = Var | Const | Apply

_ANY: Final = Bool()
_EMPTY: Final = Program((), (), (), (), (), 0, None, ())

# Operators that are written between their arguments, and how tightly they bind, the loosest first.
# fmt: off
_INFIX: Final = {
    "or": ("or", 1), "and": ("and", 2),
    "eq": ("==", 4), "ne": ("!=", 4), "lt": ("<", 4), "le": ("<=", 4), "gt": (">", 4), "ge": (">=", 4),
    "add": ("+", 5), "sub": ("-", 5),
    "mul": ("*", 6), "div": ("/", 6), "floordiv": ("//", 6), "mod": ("%", 6),
}
# fmt: on
_CHOICE, _NOT, _PRODUCT, _SIGN, _POWER, _ATOM = 0, 3, 6, 7, 8, 9


def value(term: Term, parameters: Mapping[str, Value]) -> Value | Stuck:
    """What the term is worth. KeyError where a slot has no value in ``parameters``; lazy as programs are."""
    match term:
        case Var(name):
            return parameters[name]
        case Const(Fraction() as known):
            return known.numerator if known.denominator == 1 else known
        case Const(known):
            return known
        case Apply("if", (test, then, otherwise)):
            found = value(test, parameters)
            return found if isinstance(found, Stuck) else value(then if found else otherwise, parameters)
        case Apply(op, args, data):
            values = [value(each, parameters) for each in args]
            stuck = next((each for each in values if isinstance(each, Stuck)), None)
            if stuck is not None:
                return stuck
            # The reference's arms are untyped.
            return apply(0, Node(op, (), _ANY, data), values, [_ANY] * len(values), _EMPTY)  # type: ignore
        case _:
            assert_never(term)


def write(term: Term) -> str:
    """The term as an expression of a recipe, with no more brackets than it needs."""
    return _write(term)[0]


def size(term: Term) -> int:
    """How many leaves the term has."""
    return 1 if not isinstance(term, Apply) else sum(map(size, term.args))


def variables(term: Term) -> Iterator[str]:
    """The slots that the term reads, from left to right, repeats included."""
    match term:
        case Var(name):
            yield name
        case Apply(_, args):
            for each in args:
                yield from variables(each)
        case Const():
            pass
        case _:
            assert_never(term)


def substitute(term: Term, known: Mapping[str, Term]) -> Term:
    """The term with slots replaced by terms."""
    match term:
        case Var(name):
            return known.get(name, term)
        case Const():
            return term
        case Apply(op, args, data):
            return Apply(op, tuple(substitute(each, known) for each in args), data)
        case _:
            assert_never(term)


def _write(term: Term) -> tuple[str, int]:
    """The text and how tightly its outermost operator binds."""
    match term:
        case Var(name):
            return name, _ATOM
        case Const(known):
            return _constant(known)
        case Apply("if", (test, then, otherwise)):
            return f"{_at(then, 1)} if {_at(test, 1)} else {_at(otherwise, 0)}", _CHOICE
        case Apply("neg", (body,)):
            return f"-{_at(body, _POWER)}", _SIGN
        case Apply("not", (body,)):
            return f"not {_at(body, _NOT)}", _NOT
        case Apply("pow", (base, exponent)):
            return f"{_at(base, _ATOM)} ** {_at(exponent, _POWER)}", _POWER
        case Apply("round", (body,), Rounding(places, mode)):
            return f"round({write(body)}, {places}, {mode})", _ATOM
        case Apply(op, (left, right)) if op in _INFIX:
            sign, level = _INFIX[op]
            # Comparisons chain, so that one inside of another needs brackets on both sides.
            first = level + 1 if level == 4 else level
            return f"{_at(left, first)} {sign} {_at(right, level + 1)}", level
        case Apply(op, args):
            return f"{op}({', '.join(map(write, args))})", _ATOM
        case _:
            assert_never(term)


def _at(term: Term, least: int) -> str:
    text, level = _write(term)
    return text if level >= least else f"({text})"


def _constant(known: Constant) -> tuple[str, int]:
    match known:
        case bool():
            return str(known).lower(), _ATOM
        case str():
            return quoted(known), _ATOM
        case _:
            text = str(known)
            return text, _SIGN if known < 0 else _PRODUCT if "/" in text else _ATOM
