"""What an imported family answers, a record of the intent and its slots, and the context it needs."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from potstill.compiler import syntax as s
from potstill.compiler.importers.lists import constant, factor_literal
from potstill.compiler.names import RESERVED

INTENT: Final = "intent"
"""The field of the answer that names the intent."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a part of the context must be: one of ``values`` (None: any), or, ``negated``, none of them.

    ``slot``: the field of the answer that it is copied to where no slot fills it.
    """

    key: str
    values: tuple[str, ...] | None
    slot: str | None = None
    negated: bool = False


@dataclass(slots=True)
class Variable:
    """A slot of a recipe. Times ``factor`` it is the answer's ``field``; None: it is not in the answer.

    ``readers``: by its number, each way it is read, with the name of its lexicon for each but the first.
    ``asks``: how many templates fill it whichever way they are read.
    """

    name: str
    field: str | None
    factor: Fraction
    readers: dict[int, tuple[s.TypeSyntax, str | None]] = dataclasses.field(default_factory=dict)
    asks: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """``fixed``: for each field that templates give constants to, the slot that takes them."""

    record: s.RecordDisplay
    slots: tuple[s.SlotDef, ...]
    fixed: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Term:
    """Something that a field may be. ``certain``: it is never absent."""

    value: s.Expression
    certain: bool


_MISSING: Final = object()


def answer(
    intent: str,
    variables: Iterable[Variable],
    fixed: list[dict[str, Any]],
    requirements: Iterable[Requirement],
) -> Answered:
    """The answer of a family; ``fixed`` holds the constants of each template.

    A field is the first of: what a slot read, what the template fixes, what the context holds.
    """
    known = list(variables)
    slots = [
        s.SlotDef(
            s.Name(each.name),
            next(iter(each.readers.values()))[0],
            flavour=each.field is None,
            optional=each.asks < len(fixed),
            blank=index == 0,
        )
        for index, each in enumerate(known)
    ]
    terms: dict[str, list[_Term]] = {INTENT: [_Term(s.Text(intent), True)]}
    for each in known:
        if each.field is not None:
            terms.setdefault(field_name(each.field, terms), []).append(_term(each, each.asks == len(fixed)))
    taken = {each.name for each in known} | {each.key for each in requirements}
    names: dict[str, str] = {}
    for slot in dict.fromkeys(slot for constants in fixed for slot in constants):
        values = dict.fromkeys(constants.get(slot, _MISSING) for constants in fixed)
        if len(values) == 1:
            terms.setdefault(slot, []).append(_Term(constant(next(iter(values))), True))
            continue
        certain = _MISSING not in values
        values.pop(_MISSING, None)
        names[slot] = name = fresh(identifier(slot), taken)
        taken.add(name)
        members = s.EnumType(tuple(s.Member(constant(value)) for value in values))
        slots.append(s.SlotDef(s.Name(name), members, optional=not certain, blank=not slots))
        terms.setdefault(slot, []).append(_Term(s.Use(name), certain))
    for each_key in requirements:
        if each_key.slot is not None and not each_key.negated:
            terms.setdefault(each_key.slot, []).append(_Term(s.Use(each_key.key), True))
    entries = tuple((s.Name(identifier(name)), _first(found)) for name, found in terms.items())
    return Answered(s.RecordDisplay(entries), tuple(slots), names)


def context(requirements: Iterable[Requirement]) -> Iterator[s.AnyStatement]:
    """The parts of the context, and what they must be."""
    declared: dict[str, bool] = {}
    for each in requirements:
        declared[each.key] = declared.get(each.key, False) or not each.negated
    for index, (key, required) in enumerate(declared.items()):
        yield s.ContextDef(s.Name(key), s.TypeName("text"), not required, blank=index == 0)
    for each in requirements:
        if each.values is None:
            continue
        use: s.Expression = s.Use(each.key)
        if not declared[each.key]:
            use = s.Call(s.Name("default"), (use, s.Text("")))
        known = s.ListDisplay(tuple(s.Text(value) for value in each.values))
        yield s.Where(s.Comparison(use, (("not in" if each.negated else "in", known),)))


@lru_cache(maxsize=1 << 12)
def identifier(text: str) -> str:
    """A name that recipes can use: ASCII letters, digits and underscores, no reserved word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_]", "_", plain)[:90] or "_"
    return f"_{name}" if name[0].isdigit() else f"{name}_" if name in RESERVED else name


def fresh(wanted: str, taken: Container[str | None]) -> str:
    """The name, numbered if it is taken."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def field_name(wanted: str, known: Container[str]) -> str:
    """The field of a slot. The intent's own field keeps its name."""
    return f"{wanted}_slot" if wanted == INTENT and INTENT in known else wanted


def _term(variable: Variable, certain: bool) -> _Term:
    use: s.Expression = s.Use(variable.name)
    if variable.factor == 1:
        return _Term(use, certain)
    if certain:
        return _Term(_times(use, variable.factor), True)
    amount = s.Call(s.Name("default"), (use, s.Number(0, "0")))
    present = s.Call(s.Name("present"), (use,))
    return _Term(s.Conditional(_times(amount, variable.factor), present, s.Nothing()), False)


def _times(value: s.Expression, factor: Fraction) -> s.Expression:
    if factor == -1:
        return s.Unary("-", value)
    return s.Chain(value, (("*", factor_literal(factor)),))


def _first(terms: list[_Term]) -> s.Expression:
    """The first of the terms that is there; what comes after a certain one does not matter."""
    value = terms[-1].value
    certain = next((index for index, term in enumerate(terms) if term.certain), len(terms) - 1)
    value = terms[certain].value
    for term in reversed(terms[:certain]):
        value = s.Call(s.Name("default"), (term.value, value))
    return value
