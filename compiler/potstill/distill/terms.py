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
from potstill.ir.program import Node, Program, Rounding, Shape, Table
from potstill.ir.reference.operations import apply
from potstill.ir.reference.outcome import Stuck
from potstill.ir.types import (
    FIRST_DAY,
    LAST_DAY,
    SECONDS_A_DAY,
    Bool,
    Date,
    Duration,
    MonthDay,
    Number,
    Text,
    Time,
    Type,
)
from potstill.ir.values import Value

DATE: Final = Date(FIRST_DAY, LAST_DAY)
MONTH_DAY: Final = MonthDay()
TIME: Final = Time()
DURATION: Final = Duration(-SECONDS_A_DAY * 999_999_999, SECONDS_A_DAY * 999_999_999)

_Calendar: TypeAlias = Date | MonthDay | Time | Duration


@dataclass(frozen=True, slots=True)
class Var:
    """The value of a slot or a context field.

    ``kind`` is given where the value is a whole number that stands for something else: formats write a date
    as a date, and ``month`` reads dates and days of the year differently.
    """

    name: str
    kind: _Calendar | None = None


Constant: TypeAlias = bool | Fraction | str


@dataclass(frozen=True, slots=True)
class Const:
    """A number, a text or a truth value."""

    value: Constant


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of the recipe that a term looks values up in: its name, and its rows in order."""

    name: str
    rows: tuple[tuple[Constant, Constant], ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of a record's fields, in order."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a format is made of: texts, and shapes in the places of its arguments."""

    pieces: tuple[Shape | str, ...]


Data: TypeAlias = Rounding | Rows | Fields | Pieces | None


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator of the table, by its name there, its arguments, and what it holds beside them."""

    op: str
    args: tuple[Term, ...]
    data: Data = None


Term: TypeAlias = Var | Const | Apply

_ANY: Final = Bool()
_EMPTY: Final = Program((), (), (), (), (), 0, None, ())
_RATIONAL: Final = Number(Fraction(0), Fraction(0), None)
_TEXT: Final = Text(0, 0)

# What operators make that is no plain number; those of `_SAME` make what their arguments are, and those of
# `_TYPED` ask what their arguments are.
# fmt: off
_KINDS: Final[dict[str, _Calendar]] = {
    "date": DATE, "add_days": DATE, "add_months": DATE, "on_year": DATE,
    "time": TIME, "add_time": TIME, "time_between": DURATION,
    "seconds": DURATION, "minutes": DURATION, "hours": DURATION, "days": DURATION,
}
# fmt: on
_TYPED: Final = frozenset(("format", "month", "day"))
_SAME: Final = frozenset(("if", "min", "max", "add", "sub", "mul", "floordiv", "mod", "neg", "abs"))

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
        case Const(known):
            return _plain(known)
        case Apply("if", (test, then, otherwise)):
            found = value(test, parameters)
            return found if isinstance(found, Stuck) else value(then if found else otherwise, parameters)
        case Apply(op, args, data):
            values: list[Value] = []
            for arg in args:
                found = value(arg, parameters)
                if isinstance(found, Stuck):
                    return found
                values.append(found)
            kinds = list(map(_type, args, values)) if op in _TYPED else [_ANY] * len(values)
            node, program = _node(op, data)
            applied: Value | Stuck = apply(0, node, values, kinds, program)
            return applied
        case _:
            assert_never(term)


def kind(term: Term) -> _Calendar | None:
    """What the term's value stands for, if it is a whole number that is no plain number."""
    match term:
        case Var(_, declared):
            return declared
        case Const():
            return None
        case Apply(op, args):
            if op in _KINDS:
                return _KINDS[op]
            known = [kind(arg) for arg in (args[1:] if op == "if" else args)] if op in _SAME else []
            return next((each for each in known if each is not None), None)
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


def tables(term: Term) -> Iterator[Rows]:
    """The tables that the term looks values up in, repeats included."""
    if isinstance(term, Apply):
        if isinstance(term.data, Rows):
            yield term.data
        for each in term.args:
            yield from tables(each)


def declaration(table: Rows) -> str:
    """The table as a statement of a recipe."""
    rows = (f"{constant(key)}: {constant(found)}" for key, found in table.rows)
    return f"table {table.name} {{ {', '.join(rows)} }}"


def constant(known: Constant, quote: str = '"') -> str:
    """A constant as recipes write it."""
    match known:
        case bool():
            return str(known).lower()
        case str():
            return quoted(known, quote)
        case _:
            return str(known)


def _plain(known: Constant) -> Value:
    """The constant as programs hold it."""
    return known.numerator if isinstance(known, Fraction) and known.denominator == 1 else known


def _type(term: Term, found: Value) -> Type:
    """A type that tells how the term's value is to be read; its range means nothing."""
    known = kind(term)
    if known is not None:
        return known
    match found:
        case bool():
            return _ANY
        case str():
            return _TEXT
        case _:
            return _RATIONAL


def _node(op: str, data: Data) -> tuple[Node, Program]:
    """The operation as a node, and a program that has its table."""
    match data:
        case Rows(name, rows):
            plain = tuple((_plain(key), _plain(found)) for key, found in rows)
            known = (Table(name, _ANY, _ANY, plain),)
            return Node(op, (), _ANY, name), Program((), (), known, (), (), 0, None, ())
        case Fields(held) | Pieces(held):
            return Node(op, (), _ANY, held), _EMPTY
        case Rounding() | None:
            return Node(op, (), _ANY, data), _EMPTY
        case _:
            assert_never(data)


def _write(term: Term, quote: str = '"') -> tuple[str, int]:
    """The text and how tightly its outermost operator binds. ``quote``: for texts, ' inside of a format."""
    match term:
        case Var(name):
            return name, _ATOM
        case Const(known):
            text = constant(known, quote)
            return text, _ATOM if isinstance(known, bool | str) else _tightness(known)
        case Apply("if", (test, then, otherwise)):
            parts = _at(then, 1, quote), _at(test, 1, quote), _at(otherwise, 0, quote)
            return f"{parts[0]} if {parts[1]} else {parts[2]}", _CHOICE
        case Apply("neg", (body,)):
            return f"-{_at(body, _POWER, quote)}", _SIGN
        case Apply("not", (body,)):
            return f"not {_at(body, _NOT, quote)}", _NOT
        case Apply("pow", (base, exponent)):
            return f"{_at(base, _ATOM, quote)} ** {_at(exponent, _POWER, quote)}", _POWER
        case Apply("round", (body,), Rounding(places, mode)):
            return f"round({_write(body, quote)[0]}, {places}, {mode})", _ATOM
        case Apply("lookup", (key,), Rows(name)):
            return f"{name}[{_write(key, quote)[0]}]", _ATOM
        case Apply("has", (key,), Rows(name)):
            return f"{_at(key, 5, quote)} in {name}", 4
        case Apply("record", args, Fields(names)):
            values = (_write(each, quote)[0] for each in args)
            return "{" + ", ".join(map("{}: {}".format, names, values)) + "}", _ATOM
        case Apply("list", args):
            return f"[{', '.join(_write(each, quote)[0] for each in args)}]", _ATOM
        case Apply("index", (body, position)):
            return f"{_at(body, _ATOM, quote)}[{_write(position, quote)[0]}]", _ATOM
        case Apply("contains", (item, body)):
            return f"{_at(item, 5, quote)} in {_at(body, 5, quote)}", 4
        case Apply("format", args, Pieces(pieces)):
            return _format(pieces, args), _ATOM
        case Apply(op, (left, right)) if op in _INFIX:
            sign, level = _INFIX[op]
            # Comparisons chain, so that one inside of another needs brackets on both sides.
            first = level + 1 if level == 4 else level
            return f"{_at(left, first, quote)} {sign} {_at(right, level + 1, quote)}", level
        case Apply(op, args):
            return f"{op}({', '.join(_write(each, quote)[0] for each in args)})", _ATOM
        case _:
            assert_never(term)


def _at(term: Term, least: int, quote: str) -> str:
    text, level = _write(term, quote)
    return text if level >= least else f"({text})"


def _tightness(known: Fraction) -> int:
    """How tightly the text of a number binds: a sign and a quotient do less than a digit."""
    return _SIGN if known < 0 else _PRODUCT if known.denominator > 1 else _ATOM


def _format(pieces: tuple[Shape | str, ...], args: tuple[Term, ...]) -> str:
    """The f-string. INVARIANT: no argument holds a format, which could not be quoted inside of this one."""
    left = iter(args)
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            # Braces first: escapes that the quoting adds bring braces of their own.
            text += quoted(piece.replace("{", "{{").replace("}", "}}"))[1:-1].replace("'", "\\'")
        else:
            body = _write(next(left), "'")[0]
            shape = ("," if piece.grouped else "") + ("" if piece.places is None else f".{piece.places}f")
            text += (
                "{" + (f" {body} " if body.startswith("{") else body) + (f":{shape}" if shape else "") + "}"
            )
    return f'f"{text}"'
