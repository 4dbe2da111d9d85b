"""What asking costs: prices, the bound on a request that is not sent yet, and the purse that pays for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from threading import Lock
from typing import Final, Protocol

MILLION: Final = 1_000_000
MARGIN: Final = 1_000
"""Tokens that an endpoint may add to a prompt by itself: the marks around messages and tools."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Per million tokens, in whatever currency the cap is in. Free endpoints are declared as such, by 0."""

    prompt: Fraction
    completion: Fraction

    def __post_init__(self) -> None:
        if self.prompt < 0 or self.completion < 0:
            raise ValueError("a price is negative")


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request, as its endpoint counts them."""

    prompt: int
    completion: int


def cost(prices: Prices, usage: Usage) -> Fraction:
    """What the tokens cost."""
    return (prices.prompt * usage.prompt + prices.completion * usage.completion) / MILLION


def most(prices: Prices, body: int, completion: int) -> Fraction:
    """The most that a request of so many bytes can cost, if it may be answered with so many tokens.

    No token is shorter than a byte, so the bytes of the whole request bound the tokens of its messages.
    """
    return cost(prices, Usage(body + MARGIN, completion))


class Entry(Enum):
    """What a row of the ledger says."""

    RESERVED = "reserved"
    """So much may be spent: written before the request is sent."""
    SPENT = "spent"
    """So much was spent, and no more is reserved for this request."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``request``: names the request, once for each kind of entry. ``outcome``: a word for people.

    ``usage``: None where the endpoint gave none; ``amount`` is the bound then.
    """

    entry: Entry
    request: str
    model: str
    amount: Fraction
    usage: Usage | None = None
    outcome: str = ""


class Ledger(Protocol):
    """Rows that are only ever added to. Every purse that pays from one cap shares one ledger."""

    def append(self, row: Row) -> None:
        """Keep a row; when this returns, a crash does not lose it."""

    def spent(self) -> Fraction:
        """What was spent, and what is reserved and not settled: after a crash nobody knows if it was."""


class MemoryLedger:
    """A ledger that ends with the process."""

    def __init__(self) -> None:
        self._lock: Final = Lock()
        self._rows: list[Row] = []

    def __iter__(self) -> Iterator[Row]:
        """The rows, in order."""
        return iter(tuple(self._rows))

    def append(self, row: Row) -> None:
        """Keep a row."""
        with self._lock:
            self._rows.append(row)

    def spent(self) -> Fraction:
        """What was spent or is reserved."""
        return total(self)


def total(rows: Iterator[Row] | MemoryLedger) -> Fraction:
    """What rows come to: for each request what was spent, or else what is reserved for it."""
    amounts: dict[str, Fraction] = {}
    for row in rows:
        if row.entry is Entry.SPENT or row.request not in amounts:
            amounts[row.request] = row.amount
    return sum(amounts.values(), Fraction(0))


class Purse:
    """Pays for requests up to a cap, and fails closed: it reserves the most that each can cost beforehand."""

    def __init__(self, cap: Fraction, ledger: Ledger) -> None:
        self.cap: Final = cap
        self.ledger: Final = ledger

    def reserve(self, request: str, model: str, amount: Fraction) -> bool:
        """Whether so much can be paid; it is set aside then.

        INVARIANT: the row is written before the sum is looked at, so that of two processes that come at
        once, each sees the other's; both may be refused, never both served beyond the cap.
        """
        self.ledger.append(Row(Entry.RESERVED, request, model, amount))
        if self.ledger.spent() <= self.cap:
            return True
        self.settle(request, model, Fraction(0), None, "beyond the cap")
        return False

    def settle(self, request: str, model: str, amount: Fraction, usage: Usage | None, outcome: str) -> None:
        """What a request cost in the end."""
        self.ledger.append(Row(Entry.SPENT, request, model, amount, usage, outcome))
