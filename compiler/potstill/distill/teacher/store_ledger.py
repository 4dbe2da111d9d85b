"""The ledger of a store as a teacher's: one cap for all who share the store, and nothing forgotten."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Final

from potstill.distill.teacher.cost import Entry, Row
from potstill.runtime.store import Store

_NANO: Final = 10**9
"""Amounts in a store have nine decimals; those of a teacher are rounded up to them."""


class StoreLedger:
    """Rows as lines of a store's ledger: what is reserved, and later what of it was not spent, given back.

    ``unit``: the currency of the prices; the cap counts all lines in it, whatever they are for.
    """

    def __init__(self, store: Store, unit: str) -> None:
        self._store: Final = store
        self._unit: Final = unit
        self._reserved: dict[str, Fraction] = {}

    def append(self, row: Row) -> None:
        """Keep a row. Raises StoreError."""
        amount = Fraction(ceil(row.amount * _NANO), _NANO)
        match row.entry:
            case Entry.RESERVED:
                self._spend(amount, row)
                self._reserved[row.request] = amount
            case Entry.SPENT:
                self._spend(amount - self._reserved.pop(row.request, Fraction(0)), row)

    def spent(self) -> Fraction:
        """The sum of all lines. Raises StoreError."""
        return Fraction(self._store.spent(self._unit))

    def _spend(self, amount: Fraction, row: Row) -> None:
        detail: dict[str, object] = {
            "entry": row.entry.value,
            "request": row.request,
            "model": row.model,
            "outcome": row.outcome,
        }
        if row.usage is not None:
            detail |= {"prompt_tokens": row.usage.prompt, "completion_tokens": row.usage.completion}
        self._store.spend(amount, unit=self._unit, purpose="teacher", detail=detail)
