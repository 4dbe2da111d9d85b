"""Unions of products in fewer parts: two that differ in one factor are one, with the union of that factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from potstill.verifier.theta import sets
from potstill.verifier.theta.domain import Domain

Product: TypeAlias = Mapping[str, Domain]
"""A domain for each slot; the points are those whose values lie in all of them."""


def merged(products: Iterable[Product], slots: Sequence[str]) -> tuple[Product, ...]:
    """Products with the same union, as far as going through the slots from the last to the first joins them.

    Those of a template with optional parts mostly become one.
    """
    numbers = _Numbers()
    rows = list(dict.fromkeys(tuple(numbers.of(product[slot]) for slot in slots) for product in products))
    changed = True
    while changed:
        before = len(rows)
        for place in reversed(range(len(slots))):
            groups: dict[tuple[int, ...], list[int]] = {}
            for row in rows:
                groups.setdefault(row[:place] + row[place + 1 :], []).append(row[place])
            rows = [
                (*rest[:place], numbers.union(tuple(sorted(dict.fromkeys(factors)))), *rest[place:])
                for rest, factors in groups.items()
            ]
        changed = len(rows) < before
    return tuple(
        {slot: numbers.domains[number] for slot, number in zip(slots, row, strict=True)} for row in rows
    )


class _Numbers:
    """Domains by number, so that products compare as tuples of numbers."""

    def __init__(self) -> None:
        self.domains: list[Domain] = []
        self._numbers: dict[Domain, int] = {}
        self._seen: dict[int, tuple[Domain, int]] = {}
        self._unions: dict[tuple[int, ...], int] = {}

    def of(self, domain: Domain) -> int:
        """The domain's number, equal for equal ones. By identity first: to hash a long list takes long."""
        seen = self._seen.get(id(domain))
        if seen is not None:
            return seen[1]
        number = self._numbers.setdefault(domain, len(self.domains))
        if number == len(self.domains):
            self.domains.append(domain)
        self._seen[id(domain)] = domain, number
        return number

    def union(self, numbers: tuple[int, ...]) -> int:
        """The number of the union of some domains."""
        if len(numbers) == 1:
            return numbers[0]
        if numbers not in self._unions:
            self._unions[numbers] = self.of(sets.union(self.domains[number] for number in numbers))
        return self._unions[numbers]
