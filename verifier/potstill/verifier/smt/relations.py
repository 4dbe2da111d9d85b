"""Equality, order, choice and membership of symbolic values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import assert_never

from potstill.ir import languages, types
from potstill.ir.canonical import digest
from potstill.ir.grammar import Machine
from potstill.ir.rounding import exact
from potstill.ir.types import Type
from potstill.ir.typing import contains
from potstill.ir.values import Value
from potstill.verifier.smt.days import Calendar
from potstill.verifier.smt.script import Bool, Int, Script, text
from potstill.verifier.smt.symbolic import (
    FEW,
    Item,
    Items,
    Letters,
    Opaque,
    Parts,
    Perhaps,
    Quotient,
    Spellings,
    Symbolic,
    Truth,
)


class Relations:
    """Formulas about symbolic values, written into one script."""

    def __init__(self, script: Script, spellings: Spellings) -> None:
        self.script = script
        self.spellings = spellings
        self.calendar = Calendar(script)

    # Constants and their types

    def constant(self, value: Value) -> Symbolic:
        """A value that is known; optional where it is none."""
        match value:
            case None:
                return Perhaps(False, None)
            case bool():
                return Truth(value)
            case int() | Fraction():
                return Quotient(*value.as_integer_ratio())
            case str():
                return self.spellings.letters(value)
            case tuple():
                raise TypeError("a list or record is a constant of a type")
            case _:
                assert_never(value)

    def exact(self, num: int, den: int) -> int | Fraction:
        """The number as programs hold it."""
        return exact(Fraction(num, den))

    def of_type(self, value: Value, kind: Type) -> Symbolic:
        """A constant of a type."""
        match kind, value:
            case types.Optional(body), _:
                return Perhaps(False, None) if value is None else Perhaps(True, self.of_type(value, body))
            case types.List(element), tuple():
                items = tuple(Item(True, self.of_type(item, element)) for item in value)
                return Items(items, len(items))
            case types.Record(fields), tuple():
                pairs = zip(fields, value, strict=True)
                return Parts(tuple(self.of_type(item, body) for (_, body), item in pairs))
            case _:
                return self.constant(value)

    def wrapped(self, value: Symbolic, kind: Type) -> Symbolic:
        """The value as one of a type that it fits: optional wherever the type is."""
        match kind, value:
            case types.Optional(body), Perhaps(there, inner):
                return value if inner is None else Perhaps(there, self.wrapped(inner, body))
            case types.Optional(body), _:
                return Perhaps(True, self.wrapped(value, body))
            case types.List(element), Items(items, length, dense) if _has_optional(element):
                wrapped = tuple(Item(item.there, self.wrapped(item.value, element)) for item in items)
                return Items(wrapped, length, dense)
            case types.Record(fields), Parts(parts) if _has_optional(kind):
                pairs = zip(fields, parts, strict=True)
                return Parts(tuple(self.wrapped(part, body) for (_, body), part in pairs))
            case _:
                return value

    # Choice

    def choose(self, condition: Bool, one: Symbolic, other: Symbolic) -> Symbolic:
        """The first value if the condition holds, else the second. Both are of one kind."""
        if isinstance(condition, bool):
            return self._as_optional(one, other) if condition else self._as_optional(other, one)
        if one == other:
            return one
        s = self.script
        match one, other:
            case Truth(a), Truth(b):
                return Truth(s.either(condition, a, b))
            case Quotient(), Quotient():
                num, rest, den = self.common(one, other)
                if isinstance(den, int):
                    few = self.scaled_few(one, den), self.scaled_few(other, den)
                    among = None if few[0] is None or few[1] is None else few[0] | few[1]
                    among = among if among is None or len(among) <= FEW else None
                    return Quotient(s.choice(condition, num, rest), den, among)
                if den is not None:
                    return Quotient(s.choice(condition, num, rest), den)
                den = s.choice(condition, one.den, other.den)
                return Quotient(s.choice(condition, one.num, other.num), den)
            case Letters(), Letters():
                return Letters(
                    s.choice(condition, one.identity, other.identity),
                    s.choice(condition, one.form, other.form),
                    s.choice(condition, one.length, other.length),
                    None if one.among is None or other.among is None else one.among | other.among,
                )
            case Items(), Items():
                return self._choose_items(condition, one, other)
            case ((Opaque() | Items()), (Opaque() | Items())):
                mine, theirs = self.opaque(one), self.opaque(other)
                handle = s.choice(condition, mine.handle, theirs.handle)
                return Opaque(handle, s.choice(condition, mine.length, theirs.length))
            case Parts(ones), Parts(others):
                pairs = zip(ones, others, strict=True)
                return Parts(tuple(self.choose(condition, a, b) for a, b in pairs))
            case Perhaps(a, body), Perhaps(b, rest):
                there = s.either(condition, a, b)
                if body is None or rest is None:
                    return Perhaps(there, rest if body is None else body)
                return Perhaps(there, self.choose(condition, body, rest))
            case Perhaps(), _:
                return self.choose(condition, one, Perhaps(True, other))
            case _, Perhaps():
                return self.choose(condition, Perhaps(True, one), other)
            case _:
                raise TypeError(f"no choice between {one} and {other}")

    def _as_optional(self, chosen: Symbolic, other: Symbolic) -> Symbolic:
        wrap = isinstance(other, Perhaps) and not isinstance(chosen, Perhaps)
        return Perhaps(True, chosen) if wrap else chosen

    def _choose_items(self, condition: Bool, one: Items, other: Items) -> Items:
        s, items = self.script, []
        for place in range(max(len(one.items), len(other.items))):
            a = one.items[place] if place < len(one.items) else None
            b = other.items[place] if place < len(other.items) else None
            there = s.either(condition, a.there if a else False, b.there if b else False)
            if a and b:
                items.append(Item(there, self.choose(condition, a.value, b.value)))
            else:
                only = a or b
                assert only is not None
                items.append(Item(there, only.value))
        return Items(tuple(items), s.choice(condition, one.length, other.length), one.dense and other.dense)

    def opaque(self, value: Items | Opaque) -> Opaque:
        """The list by a name of its own."""
        if isinstance(value, Opaque):
            return value
        arguments, sorts = self.flat([value])
        name = self.script.function("list", sorts, "Int")
        return Opaque(apply(name, arguments), value.length)

    # Numbers

    def common(self, one: Quotient, other: Quotient) -> tuple[Int, Int, Int | None]:
        """Numerators over one denominator; it is None where it would be a product of unknown ones."""
        s = self.script
        if isinstance(one.den, int) and isinstance(other.den, int):
            den = math.lcm(one.den, other.den)
            return s.times(den // one.den, one.num), s.times(den // other.den, other.num), den
        if one.den == other.den:
            return one.num, other.num, one.den
        return s.times(one.num, other.den), s.times(other.num, one.den), None

    def scaled_few(self, value: Quotient, den: Int | None) -> frozenset[int] | None:
        """What the numerator over a multiple of the denominator can be, if that is few."""
        if not isinstance(value.den, int) or not isinstance(den, int):
            return None
        known = frozenset((value.num,)) if isinstance(value.num, int) else value.among
        return None if known is None else frozenset(den // value.den * num for num in known)

    def less(self, one: Quotient, other: Quotient) -> Bool:
        """one < other."""
        a, b, _ = self.common(one, other)
        return self.script.below(a, b)

    def at_most(self, one: Quotient, other: Quotient) -> Bool:
        """one <= other."""
        a, b, _ = self.common(one, other)
        return self.script.at_most(a, b)

    # Equality

    def same(self, one: Symbolic, other: Symbolic, *, spelled: bool = False) -> Bool:
        """Equality as programs have it: of texts by their normal forms; ``spelled``: by their spelling."""
        s = self.script
        match one, other:
            case Truth(a), Truth(b):
                return s.iff(a, b)
            case Quotient(), Quotient():
                num, rest_num, _ = self.common(one, other)
                return s.same(num, rest_num)
            case Letters(), Letters():
                return self._same_letters(one, other, spelled)
            case Items(), Items():
                return self._same_items(one, other, spelled)
            case ((Opaque() | Items()), (Opaque() | Items())):
                mine, theirs = self.opaque(one), self.opaque(other)
                equal = s.function(f"equal {spelled}", ("Int", "Int"), "Bool")
                unknown = apply(equal, (text(mine.handle), text(theirs.handle)))
                alike = s.any_of(s.same(mine.handle, theirs.handle), unknown)
                return s.all_of(s.same(mine.length, theirs.length), alike)
            case Parts(ones), Parts(others):
                pairs = zip(ones, others, strict=True)
                return s.all_of(*(self.same(a, b, spelled=spelled) for a, b in pairs))
            case Perhaps(a, body), Perhaps(b, rest):
                if body is None or rest is None:
                    return s.all_of(s.negation(a), s.negation(b))
                equal_bodies = self.same(body, rest, spelled=spelled)
                return s.all_of(s.iff(a, b), s.any_of(s.negation(a), equal_bodies))
            case Perhaps(), _:
                return self.same(one, Perhaps(True, other), spelled=spelled)
            case _, Perhaps():
                return self.same(Perhaps(True, one), other, spelled=spelled)
            case _:
                raise TypeError(f"no equality of {one} and {other}")

    def _same_letters(self, one: Letters, other: Letters, spelled: bool) -> Bool:
        s = self.script
        if not spelled:
            return False if self._apart(one, other) else s.same(one.form, other.form)
        if one.among is not None and other.among is not None:
            return s.same(one.identity, other.identity) if one.among & other.among else False
        return s.all_of(
            s.same(one.identity, other.identity),
            s.same(one.form, other.form),
            s.same(one.length, other.length),
        )

    def _apart(self, one: Letters, other: Letters) -> bool:
        """Whether no normal form is common to the texts that they can be."""
        if one.among is None or other.among is None:
            return False
        return self._forms(one.among).isdisjoint(self._forms(other.among))

    def _forms(self, among: Iterable[int]) -> frozenset[int]:
        return frozenset(self.spellings.form(self.spelled(number)) for number in among)

    def spelled(self, number: int) -> str:
        """The spelling of a known number."""
        found = self.spellings.text(number)
        assert found is not None
        return found

    def _same_items(self, one: Items, other: Items, spelled: bool) -> Bool:
        s, parts = self.script, [self.script.same(one.length, other.length)]
        for a, b in zip(self.compact(one).items, self.compact(other).items, strict=False):
            equal = self.same(a.value, b.value, spelled=spelled)
            parts.append(s.any_of(s.negation(s.all_of(a.there, b.there)), equal))
        return s.all_of(*parts)

    def compact(self, listed: Items) -> Items:
        """The list with the items that are there in front."""
        if listed.dense:
            return listed
        s, ranks, rank = self.script, [], 0
        place: Int = rank
        for item in listed.items:
            ranks.append(place)
            place = s.sum(place, s.choice(item.there, 1, 0))
        items = []
        for position in range(len(listed.items)):
            value = listed.items[-1].value
            for item, before in reversed(list(zip(listed.items, ranks, strict=True))[position:-1]):
                here = s.all_of(item.there, s.same(before, position))
                value = self.choose(here, item.value, value)
            items.append(Item(s.below(position, listed.length), value))
        return Items(tuple(items), listed.length)

    # Membership

    def within(self, value: Symbolic, kind: Type) -> Bool:
        """Whether the value is of a type; of a language of texts by an uninterpreted predicate."""
        s = self.script
        match kind, value:
            case types.Optional(body), Perhaps(there, inner):
                return True if inner is None else s.any_of(s.negation(there), self.within(inner, body))
            case types.Optional(body), _:
                return self.within(value, body)
            case _, Perhaps(there, inner):
                return False if inner is None else s.all_of(there, self.within(inner, kind))
            case types.Bool(), _:
                return True
            case types.Number(low, high, places), Quotient():
                grid = True if places is None else self._on_grid(value, places)
                return s.all_of(self.ranged(value, low, high), grid)
            case types.Date(low, high) | types.Duration(low, high), Quotient(num):
                return s.between(low, num, high)
            case types.Time(), Quotient(num):
                return s.between(0, num, types.SECONDS_A_DAY - 1)
            case types.MonthDay(), Quotient(num):
                return self.day_of_year(num)
            case types.Text(), Letters():
                return self._spelled_within(value, kind)
            case types.List(element, shortest, longest), Items(items, length):
                each = (s.any_of(s.negation(item.there), self.within(item.value, element)) for item in items)
                return s.all_of(s.between(shortest, length, longest), *each)
            case types.List(_, shortest, longest), Opaque(handle, length):
                inside = s.function(f"elements {kind.element!r}", ("Int",), "Bool")
                return s.all_of(s.between(shortest, length, longest), apply(inside, (text(handle),)))
            case types.Record(fields), Parts(parts):
                pairs = zip(fields, parts, strict=True)
                return s.all_of(*(self.within(part, body) for (_, body), part in pairs))
            case _:
                raise TypeError(f"{value} is of another kind than {kind}")

    def ranged(self, value: Quotient, low: Fraction | int, high: Fraction | int) -> Bool:
        """low <= value <= high."""
        s, least, most = self.script, Fraction(low), Fraction(high)
        if isinstance(value.den, int):
            return s.between(math.ceil(least * value.den), value.num, math.floor(most * value.den))
        least_one, most_one = Quotient(*least.as_integer_ratio()), Quotient(*most.as_integer_ratio())
        return s.all_of(self.at_most(least_one, value), self.at_most(value, most_one))

    def _on_grid(self, value: Quotient, places: int) -> Bool:
        """Whether the value is a multiple of 10**-places."""
        s, scale = self.script, 10**places
        if isinstance(value.den, int):
            return s.same(s.remainder(value.num, value.den // math.gcd(scale, value.den)), 0)
        return s.truth(f"(= (mod {text(s.times(scale, value.num))} {value.den}) 0)")

    def day_of_year(self, month_day: Int) -> Bool:
        """Whether month * 100 + day is a day of a leap year."""
        s = self.script
        month, day = s.quotient(month_day, 100), s.remainder(month_day, 100)
        short = s.any_of(*(s.same(month, number) for number in (4, 6, 9, 11)))
        last = s.choice(s.same(month, 2), 29, s.choice(short, 30, 31))
        return s.all_of(s.between(1, month, 12), s.at_most(1, day), s.at_most(day, last))

    def _spelled_within(self, value: Letters, kind: types.Text) -> Bool:
        s = self.script
        if value.among is not None:
            fitting = {number for number in value.among if contains(kind, self.spelled(number))}
            return True if fitting == value.among else self.one_of(value.identity, fitting)
        if kind.values is not None:
            known = [self.spellings.letters(one) for one in kind.values]
            return s.any_of(*(self._same_letters(value, one, True) for one in known))
        lengths = s.between(kind.shortest, value.length, kind.longest)
        return lengths if kind.language is None else s.all_of(lengths, self._reads(kind.language, value))

    def _reads(self, language: Machine, value: Letters) -> Bool:
        """Whether a language reads the text; known of known texts alone."""
        name = digest(repr(language).encode())
        reads = self.script.function(f"reads {name}", ("Int",), "Bool")
        identity = value.identity
        if isinstance(identity, int):
            return languages.reads(language, self.spelled(identity))
        return apply(reads, (identity,))

    def one_of(self, term: Int, values: Iterable[int]) -> Bool:
        """Whether the term is one of some numbers: a range where they follow each other."""
        s, parts, ordered = self.script, [], sorted(values)
        start = 0
        for place, value in enumerate(ordered):
            if place + 1 == len(ordered) or ordered[place + 1] != value + 1:
                first = ordered[start]
                parts.append(s.same(term, first) if first == value else s.between(first, term, value))
                start = place + 1
        return s.any_of(*parts)

    # Arguments of uninterpreted functions

    def flat(self, values: Sequence[Symbolic]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Values as arguments, and their sorts: equal where values are, whatever lies beyond a list's end."""
        pairs = [pair for value in values for pair in self._flat(value, True)]
        return tuple(term for term, _ in pairs), tuple(sort for _, sort in pairs)

    def _flat(self, value: Symbolic, there: Bool) -> list[tuple[str, str]]:
        s = self.script
        match value:
            case Truth(term):
                return [(text(s.all_of(there, term)), "Bool")]
            case Quotient(num, 1):
                return [(text(s.choice(there, num, 0)), "Int")]
            case Quotient(num, int(den)):
                return [(f"(/ (to_real {text(s.choice(there, num, 0))}) {den}.0)", "Real")]
            case Quotient(num, den):
                return [(text(s.choice(there, num, 0)), "Int"), (text(s.choice(there, den, 1)), "Int")]
            case Letters(identity):
                return [(text(s.choice(there, identity, 0)), "Int")]
            case Items(_, length):
                found = [(text(s.choice(there, length, 0)), "Int")]
                for item in self.compact(value).items:
                    found += self._flat(item.value, s.all_of(there, item.there))
                return found
            case Opaque(handle, length):
                return [(text(s.choice(there, term, 0)), "Int") for term in (handle, length)]
            case Parts(parts):
                return [pair for part in parts for pair in self._flat(part, there)]
            case Perhaps(flag, body):
                present = s.all_of(there, flag)
                return [(text(present), "Bool"), *([] if body is None else self._flat(body, present))]
            case _:
                assert_never(value)


def apply(function: str, arguments: Sequence[str]) -> str:
    """The function at its arguments; without any it is a constant."""
    return f"({function} {' '.join(arguments)})" if arguments else function


def _has_optional(kind: Type) -> bool:
    match kind:
        case types.Optional():
            return True
        case types.List(element):
            return _has_optional(element)
        case types.Record(fields):
            return any(_has_optional(body) for _, body in fields)
        case _:
            return False
