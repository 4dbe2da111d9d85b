"""hassil's lists as ways to read a slot: values written out, ranges of numbers, anything at all.

A list that no file defines is one that the host supplies when artifacts are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Final

from potstill.compiler import syntax as s
from potstill.compiler.importers.expand import MAX_FORMS, count, forms
from potstill.compiler.importers.files import brief
from potstill.compiler.importers.notation import ListUse
from potstill.compiler.limits import MAX_MEMBERS
from potstill.ir.lexicons.numerals import spell
from potstill.ir.normal import fold

_TEMPLATE: Final = frozenset("(){}<>[]|@")
"""Characters that make a value of a list a template."""

_FRACTIONS: Final[Mapping[str, Fraction]] = {"halves": Fraction(1, 2), "tenths": Fraction(9, 10)}
"""By how much the greatest fraction exceeds its integer."""


class Kind(Enum):
    """What a reader's values are: families answer with one type a slot."""

    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Reader:
    """How a slot is read. Its value is what is read times ``factor``.

    ``keys``: parts of the context that the list's values determine, beside the slot. ``number``: the same for
    equal types, once a scope has given it.
    """

    type: s.TypeSyntax
    kind: Kind
    factor: Fraction = Fraction(1)
    keys: frozenset[str] = frozenset()
    number: int = -1


Phrase = Callable[[str], s.Template]
"""Parses the template of a value. Raises NotationError."""

Admits = Callable[[Mapping[Any, Any]], bool]
"""Whether a value with that context may be meant in a block."""


def reader(definition: Any, phrase: Phrase, admits: Admits) -> Reader:
    """The reader of a defined list. Raises ValueError with the reason if recipes have none for it."""
    if not isinstance(definition, Mapping):
        raise ValueError("its definition is no mapping")
    if "values" in definition:
        return _values(definition["values"], phrase, admits)
    if "range" in definition:
        given = definition["range"]
        if not isinstance(given, Mapping):
            raise ValueError("its range is no mapping")
        return _range(
            _whole(given, "from"),
            _whole(given, "to"),
            _whole(given, "step", 1),
            factor=_number(given.get("multiplier", 1), "its multiplier"),
            fractions=given.get("fractions"),
            digits=given.get("digits", True) is not False,
            words=given.get("words", True) is not False,
        )
    if definition.get("wildcard"):
        return Reader(s.FreeType(None), Kind.TEXT)
    raise ValueError("it has neither values nor a range, and is no wildcard")


def inline_reader(use: ListUse) -> Reader:
    """The reader of a range that a template writes in place. Raises ValueError."""
    assert use.low is not None
    assert use.high is not None
    return _range(use.low, use.high, use.step)


def supplied_reader(name: str, conditions: tuple[s.Condition, ...]) -> Reader:
    """The reader of a list that the host supplies."""
    return Reader(s.NamesType(s.Name(name), conditions), Kind.TEXT)


def constant(value: Any) -> s.Expression:
    """A value as a recipe writes it. Raises ValueError."""
    match value:
        case bool():
            return s.Text("true" if value else "false")
        case int() | float():
            return _literal(_number(value, "a value"))
        case str() if value:
            return s.Text(value)
        case _:
            raise ValueError(f"no value that a recipe can hold: {brief(value)}")


def kind_of(value: Any) -> Kind:
    """Whether a value is a number or a text."""
    return Kind.NUMBER if isinstance(value, int | float) and not isinstance(value, bool) else Kind.TEXT


def _values(given: Any, phrase: Phrase, admits: Admits) -> Reader:
    if not isinstance(given, list) or not given:
        raise ValueError("it has no values")
    meant: dict[tuple[Kind, Any], list[s.Template]] = {}
    keys: set[str] = set()
    written = 0
    for item in given:
        entry = item if isinstance(item, Mapping) else {"in": item}
        said = entry.get("in")
        if not isinstance(said, str):
            raise ValueError(f"one of its values is said as {brief(said)}")
        if not said.strip():
            continue
        context = entry.get("context")
        if isinstance(context, Mapping):
            keys.update(map(str, context))
            if not admits(context):
                continue
        template = phrase(said) if _TEMPLATE.intersection(said) else None
        written += 1 if template is None else count(template)
        if written > MAX_FORMS:
            raise ValueError(f"its values have more than {MAX_FORMS} forms")
        if entry.get("out") is not None:
            constant(entry["out"])
            plain = template or s.Template((_literally(said),))
            meant.setdefault((kind_of(entry["out"]), entry["out"]), []).append(plain)
        elif template is None:
            meant.setdefault((Kind.TEXT, said), []).append(s.Template((_literally(said),)))
        else:
            for form in forms(template):
                meant.setdefault((Kind.TEXT, form), []).append(s.Template((_literally(form),)))
    if not meant:
        raise ValueError("none of its values may be meant here")
    kinds = {kind for kind, _ in meant}
    if len(kinds) > 1:
        meant = {(Kind.TEXT, str(value)): templates for (_, value), templates in meant.items()}
    return Reader(_enum(meant), kinds.pop() if len(kinds) == 1 else Kind.TEXT, keys=frozenset(keys))


def _enum(meant: Mapping[tuple[Kind, Any], list[s.Template]]) -> s.EnumType:
    """One member a value. Values with equal normal forms are one."""
    if len(meant) > MAX_MEMBERS:
        raise ValueError(f"it has more than {MAX_MEMBERS} values")
    members: dict[object, tuple[Any, list[s.Template]]] = {}
    for (_, value), templates in meant.items():
        _, known = members.setdefault(fold(value) if isinstance(value, str) else value, (value, []))
        known.extend(template for template in templates if template not in known)
    return s.EnumType(tuple(_member(value, templates) for value, templates in members.values()))


def _member(value: Any, templates: list[s.Template]) -> s.Member:
    """``red``, ``red = "crimson"``, or ``100 only "maximum"``."""
    options = dict.fromkeys(option for template in templates for option in template.options)
    itself = _literally(value) if isinstance(value, str) else None
    others = tuple(option for option in options if option != itself)
    phrases = (s.Template(others),) if others else ()
    return s.Member(constant(value), phrases, only=itself not in options)


def _literally(text: str) -> s.Sequence:
    """The words of a text."""
    pieces: list[s.Piece] = []
    for word in text.split():
        pieces += [s.Blank(), s.Literal(word)] if pieces else [s.Literal(word)]
    return s.Sequence(tuple(pieces))


def _range(
    low: int,
    high: int,
    step: int,
    *,
    factor: Fraction = Fraction(1),
    fractions: Any = None,
    digits: bool = True,
    words: bool = True,
) -> Reader:
    if low > high or step < 1:
        raise ValueError(f"the range {low}..{high} step {step} is empty")
    if not (digits or words):
        raise ValueError("its numbers are neither digits nor words")
    if fractions is not None:
        return _fractions(low, high, step, fractions, factor, both=digits and words)
    if not digits:
        return Reader(_spelled(low, high, step), Kind.NUMBER, factor)
    return Reader(
        s.TypeName(
            "int",
            range=s.Range(_bound(Fraction(low)), _bound(Fraction(high))),
            step=None if step == 1 else _bound(Fraction(step)),
            digits=not words,
        ),
        Kind.NUMBER,
        factor,
    )


def _fractions(low: int, high: int, step: int, fractions: Any, factor: Fraction, *, both: bool) -> Reader:
    most = _FRACTIONS.get(fractions) if isinstance(fractions, str) else None
    if most is None:
        raise ValueError(f"fractions are halves or tenths, not {brief(fractions)}")
    if step != 1 or not both:
        raise ValueError("a range with fractions has step 1 and is read in digits and in words")
    kind = s.TypeName(
        "decimal",
        places=s.Number(1, "1"),
        range=s.Range(_bound(Fraction(low)), _bound(high + most)),
        step=_bound(most) if fractions == "halves" else None,
    )
    return Reader(kind, Kind.NUMBER, factor)


def _spelled(low: int, high: int, step: int) -> s.EnumType:
    """Numbers in words only."""
    numbers = range(low, high + 1, step)
    if len(numbers) > MAX_MEMBERS or low < 0:
        raise ValueError(f"numbers in words only are 0 or more, and at most {MAX_MEMBERS} of them")
    return s.EnumType(tuple(s.Member(constant(number), _sayings(number), only=True) for number in numbers))


def _sayings(number: int) -> tuple[s.Template, ...]:
    said = spell(number)
    return tuple(s.Template((_literally(form),)) for form in dict.fromkeys((said, said.replace("-", " "))))


def _bound(value: Fraction) -> s.Ratio:
    literal = _literal(abs(value))
    assert isinstance(literal, s.Number)
    return s.Ratio(literal, negative=value < 0)


def _literal(value: Fraction) -> s.Expression:
    """A number as recipes write it; fractions that are no decimals do not occur in YAML."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    scaled = abs(value) * 10**places
    digits = f"{scaled.numerator:0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    number = s.Number(abs(value.numerator) if places == 0 else abs(value), text)
    return s.Unary("-", number) if value < 0 else number


def _whole(given: Mapping[Any, Any], key: str, default: int | None = None) -> int:
    value = given.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**12:
        raise ValueError(f"its range has {brief(value)} as {key!r}")
    return value


def _number(value: Any, what: str) -> Fraction:
    """The decimal that YAML spells, exactly as it is spelled."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{what} is {brief(value)}, not a number")
    return _decimal(str(value))


@cache
def _decimal(text: str) -> Fraction:
    try:
        value = Fraction(text)
    except ValueError:
        raise ValueError(f"{text} is not a number") from None
    if abs(value) > 10**15 or value.denominator > 10**15:
        raise ValueError(f"{text} is too large, or too fine")
    return value


def factor_literal(value: Fraction) -> s.Expression:
    """A factor, as a recipe writes it."""
    return _literal(value)
