"""Θ in the solver: variables for slots and context fields, and the formula that says where they range.

A variable is made of a type and the domains that it may range over; a formula then says, exactly, which
values are meant. Only texts of which nothing but lengths is known range further than their domain does.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol, assert_never

from potstill.ir import types
from potstill.ir.caps import INPUT_DENOMINATOR_BITS
from potstill.ir.family import Family
from potstill.ir.types import Type
from potstill.ir.values import Value
from potstill.verifier.smt.relations import Relations
from potstill.verifier.smt.script import Bool, Int, text
from potstill.verifier.smt.symbolic import (
    FEW,
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
from potstill.verifier.theta.domain import Domain, Either, Grid, Listed, Lists, Maybe, Ratios, Whole

_LINEAR_DENOMINATOR: Final = 64
"""Fractions with denominators up to this are multiples of one unit, so that arithmetic on them is linear."""


class Shape(Protocol):
    """One way to give the slots their values: the product of these domains."""

    @property
    def domains(self) -> Mapping[str, Domain]: ...


class Space(Protocol):
    """What the encoding reads of Θ."""

    @property
    def family(self) -> Family: ...
    @property
    def domains(self) -> Mapping[str, Domain]: ...
    @property
    def context(self) -> Mapping[str, Domain]: ...
    @property
    def shapes(self) -> Sequence[Shape] | None: ...


@dataclass(frozen=True, slots=True)
class Inputs:
    """The variables of one θ, by slot and by context field."""

    slots: Mapping[str, Symbolic]
    context: Mapping[str, Symbolic]


class Variables:
    """Makes variables, and says where they range."""

    def __init__(self, relations: Relations) -> None:
        self.relations = relations
        self.script = relations.script
        self.script.declare("text.form", "Int", arguments=("Int",), havoc=True)
        self.script.declare("text.length", "Int", arguments=("Int",), havoc=True)

    def inputs(self, space: Space, suffix: str = "", only: Collection[str] | None = None) -> Inputs:
        """Variables named after slots and fields; ``only``: for these slots, and for no field."""
        slots = {
            slot.name: self._named(f"slot{suffix}", place, slot.name, slot.type, space.domains[slot.name])
            for place, slot in enumerate(space.family.slots)
            if only is None or slot.name in only
        }
        context = {
            field.name: self._named(f"context{suffix}", place, field.name, field.type, domain)
            for place, field in enumerate(space.family.context)
            for domain in [space.context[field.name]]
            if only is None
        }
        return Inputs(slots, context)

    def _named(self, prefix: str, place: int, name: str, kind: Type, domain: Domain) -> Symbolic:
        shown = name if name.isascii() and name.isidentifier() else str(place)
        return self.variable(f"{prefix}.{shown}", kind, [domain])

    # Variables

    def variable(self, name: str, kind: Type, domains: Sequence[Domain]) -> Symbolic:
        """Constants that hold any value of the type which is in one of the domains."""
        s, parts = self.script, list(_parts(domains))
        match kind:
            case types.Optional(body):
                bodies = list(_bodies(parts))
                there = s.declare(f"{name}.there", "Bool")
                return Perhaps(there, self.variable(name, body, bodies)) if bodies else Perhaps(False, None)
            case types.Bool():
                return Truth(s.declare(name, "Bool"))
            case types.Number() | types.Date() | types.MonthDay() | types.Time() | types.Duration():
                return self._number(name, parts)
            case types.Text():
                return self._letters(name, parts)
            case types.List(element):
                return self._list(name, element, parts)
            case types.Record(fields):
                return Parts(
                    tuple(
                        self.variable(f"{name}.{place}", body, [_field(part, place) for part in parts])
                        for place, (_, body) in enumerate(fields)
                    )
                )
            case _:
                assert_never(kind)

    def _number(self, name: str, parts: list[Domain]) -> Quotient:
        s = self.script
        match parts:
            case [Grid(low, step, count)] if count > 1:
                common = math.lcm(low.denominator, step.denominator)
                unit = int(step * common)
                if unit > 1:
                    index = s.declare(f"{name}.index", "Int")
                    value = s.sum(int(low * common), s.times(unit, index))
                    return Quotient(value, common, _few(parts, common))
        dens = [_denominator(part) for part in parts]
        num = s.declare(name, "Int")
        known = [den for den in dens if den is not None]
        if len(known) == len(dens):
            common = math.lcm(1, *known)
            return Quotient(num, common, _few(parts, common))
        den = s.declare(f"{name}.den", "Int")
        for owner in (num, den):
            s.fact(owner, s.between(1, den, 2**INPUT_DENOMINATOR_BITS - 1))
        return Quotient(num, den)

    def _letters(self, name: str, parts: list[Domain]) -> Letters:
        s, spellings = self.script, self.relations.spellings
        identity = s.declare(name, "Int")
        known = [one for part in parts for one in _listed_texts(part) or ()]
        if any(_listed_texts(part) is None for part in parts):
            return Letters(identity, f"(text.form {identity})", f"(text.length {identity})")
        form: Int = identity
        length: Int = 0
        for spelled in known:
            spellings.identity(spelled)
        for spelled in dict.fromkeys(known):
            here = s.same(identity, spellings.identity(spelled))
            length = s.choice(here, len(spelled), length)
            if spellings.form(spelled) != spellings.identity(spelled):
                form = s.choice(here, spellings.form(spelled), form)
        return Letters(identity, form, length, frozenset(map(spellings.identity, known)))

    def _list(self, name: str, element: Type, parts: list[Domain]) -> Items | Opaque:
        s, longest = self.script, max((_longest(part) for part in parts), default=0)
        length = s.declare(f"{name}.length", "Int") if longest else 0
        if longest > MAX_ITEMS:
            return Opaque(s.declare(name, "Int", havoc=True), length)
        elements = [one for part in parts for one in _elements(part)]
        items = []
        for place in range(longest):
            value = self.variable(f"{name}.{place}", element, elements)
            # Elements beyond the end are in the domain too: what is computed of them means something.
            inside = s.any_of(*(self.member(value, one, element) for one in elements))
            for term in names_of(value):
                s.fact(term, inside)
            items.append(Item(s.below(place, length), value))
        return Items(tuple(items), length)

    # Where they range

    def member(self, value: Symbolic, domain: Domain, kind: Type) -> Bool:
        """Whether the value, of a type, is in the domain."""
        s, r = self.script, self.relations
        match domain, value:
            case Either(parts), _:
                return s.any_of(*(self.member(value, part, kind) for part in parts))
            case Maybe(body), Perhaps(there, inner):
                if inner is None:
                    return s.negation(there)
                assert isinstance(kind, types.Optional)
                return s.any_of(s.negation(there), self.member(inner, body, kind.body))
            case Listed(values), _:
                return self._listed(value, values, kind)
            case Whole(whole), _:
                return self._whole(value, whole)
            case _, Perhaps(there, inner):
                assert isinstance(kind, types.Optional)
                return False if inner is None else s.all_of(there, self.member(inner, domain, kind.body))
            case Grid(), Quotient():
                return self._grid(value, domain)
            case Ratios(low, high, most), Quotient():
                return s.all_of(r.ranged(value, low, high), self._small_denominator(value, most))
            case Lists(element, shortest, longest), Items(items, length):
                assert isinstance(kind, types.List)
                each = (
                    s.any_of(s.negation(item.there), self.member(item.value, element, kind.element))
                    for item in items[:longest]
                )
                return s.all_of(s.between(shortest, length, longest), *each)
            case Lists(_, shortest, longest), Opaque(_, length):
                return s.between(shortest, length, longest)
            case _:
                raise TypeError(f"no value of {domain} is {value}")

    def _listed(self, value: Symbolic, values: tuple[Value, ...], kind: Type) -> Bool:
        s, r = self.script, self.relations
        match value:
            case Letters(identity, among=frozenset()):
                texts = {r.spellings.identity(one) for one in values if isinstance(one, str)}
                return r.one_of(identity, texts)
            case Quotient(num, int(den)):
                scaled = [den * one for one in values if isinstance(one, int | Fraction)]
                return r.one_of(num, {int(one) for one in scaled if one == int(one)})
        return s.any_of(*(r.same(value, r.of_type(one, kind), spelled=True) for one in values))

    def _whole(self, value: Symbolic, kind: Type) -> Bool:
        """Every value of the type; of an opaque list, whatever has the length."""
        match value, kind:
            case Opaque(_, length), types.List(_, shortest, longest):
                return self.script.between(shortest, length, longest)
            case _:
                return self.relations.within(value, kind)

    def _grid(self, value: Quotient, grid: Grid) -> Bool:
        s, r = self.script, self.relations
        inside = r.ranged(value, grid.low, grid.high)
        if grid.count <= 1:
            return inside
        den = math.lcm(grid.low.denominator, grid.step.denominator)
        first, unit = int(grid.low * den), int(grid.step * den)
        if isinstance(value.den, int):
            scale = math.lcm(den, value.den)
            first, unit = first * (scale // den), unit * (scale // den)
            moved = s.minus(s.times(scale // value.den, value.num), first)
            return s.all_of(inside, s.same(s.remainder(moved, unit), 0))
        moved = s.minus(s.times(den, value.num), s.times(first, value.den))
        return s.all_of(inside, f"(= (mod {text(moved)} {text(s.times(unit, value.den))}) 0)")

    def _small_denominator(self, value: Quotient, most: int) -> Bool:
        """Whether the value is a fraction whose denominator is at most so large."""
        s = self.script
        if isinstance(value.den, str):
            return s.at_most(value.den, most)
        # A denominator up to half of ``most`` divides one above it that is no greater than ``most``.
        units = {value.den // math.gcd(value.den, den) for den in range(most // 2 + 1, most + 1)}
        return s.any_of(*(s.same(s.remainder(value.num, unit), 0) for unit in sorted(units)))


def _parts(domains: Iterable[Domain]) -> Iterator[Domain]:
    """The domains without unions."""
    for domain in domains:
        if isinstance(domain, Either):
            yield from _parts(domain.parts)
        else:
            yield domain


def _bodies(parts: Iterable[Domain]) -> Iterator[Domain]:
    """What optional values range over where they are there."""
    for part in parts:
        match part:
            case Maybe(body):
                yield from _parts([body])
            case Whole(types.Optional(types.Text(values=()))):
                pass
            case Whole(types.Optional(body)):
                yield Whole(body)
            case Listed(values):
                rest = tuple(value for value in values if value is not None)
                if rest:
                    yield Listed(rest)
            case _:
                yield part


def _denominator(part: Domain) -> int | None:
    """A common denominator of the numbers of a domain, if there is a small one."""
    match part:
        case Grid(low, step):
            return math.lcm(low.denominator, step.denominator)
        case Ratios(_, _, most):
            return math.lcm(*range(1, most + 1)) if most <= _LINEAR_DENOMINATOR else None
        case Listed(values):
            return math.lcm(1, *(value.denominator for value in values if isinstance(value, int | Fraction)))
        case Whole(types.Number(places=places)):
            return None if places is None else 10**places
        case _:
            return 1


def _few(parts: list[Domain], den: int) -> frozenset[int] | None:
    """The numerators over a common denominator, if they are few."""
    found: set[int] = set()
    for part in parts:
        match part:
            case Listed(values):
                found |= {int(value * den) for value in values if isinstance(value, int | Fraction)}
            case Grid(low, step, count) if count <= FEW:
                found |= {int((low + step * place) * den) for place in range(count)}
            case Whole(types.Number(low, high, int(places))) if (high - low) * 10**places < FEW:
                steps = range(int(low * 10**places), int(high * 10**places) + 1)
                found |= {step * den // 10**places for step in steps}
            case _:
                return None
    return frozenset(found) if len(found) <= FEW else None


def _listed_texts(part: Domain) -> Collection[str] | None:
    """The texts of a domain, where they are listed."""
    match part:
        case Listed(values):
            return [value for value in values if isinstance(value, str)]
        case Whole(types.Text(values=tuple(values))):
            return values
        case _:
            return None


def _longest(part: Domain) -> int:
    match part:
        case Lists(_, _, longest) | Whole(types.List(_, _, longest)):
            return longest
        case Listed(values):
            return max((len(value) for value in values if isinstance(value, tuple)), default=0)
        case _:
            raise TypeError(f"{part} has no lists")


def _elements(part: Domain) -> Iterator[Domain]:
    """What the elements of a domain's lists range over."""
    match part:
        case Lists(element, _, longest) if longest:
            yield from _parts([element])
        case Whole(types.List(element, _, longest)) if longest:
            yield Whole(element)
        case Listed(values):
            found = dict.fromkeys(item for value in values if isinstance(value, tuple) for item in value)
            if found:
                yield Listed(tuple(found))


def _field(part: Domain, place: int) -> Domain:
    """What one field of a domain's records ranges over."""
    match part:
        case Whole(types.Record(fields)):
            return Whole(fields[place][1])
        case Listed(values):
            found = dict.fromkeys(value[place] for value in values if isinstance(value, tuple))
            return Listed(tuple(found))
        case _:
            raise TypeError(f"{part} has no records")
