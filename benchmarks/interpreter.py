"""Evaluating programs: against the same computations, range checks and promises written by hand in Python.

python -m benchmarks interpreter
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from statistics import median
from time import perf_counter_ns
from typing import Any

from benchmarks.rows import Row
from potstill.ir.program import Rounding
from potstill.ir.types import List, Number, enumeration, integer
from potstill.runtime.build import compiled
from potstill.runtime.interpreter import Answer, prepare, run
from tests.sketch import Sketch, decimal

CALLS = 200
ROUNDS = 301
LARGE = 10**12


@dataclass(frozen=True, slots=True)
class Case:
    """A program, the same by hand, parameters for both."""

    name: str
    sketch: Sketch
    answer: int
    by_hand: Callable[..., Any]
    parameters: tuple[Any, ...]


class Broken(Exception):
    """A range or a promise that does not hold, in the functions written by hand."""


def integers() -> Case:
    """20 nodes over machine integers: five declared ranges, one promise."""
    s = Sketch()
    n, price = s.slot("n", integer(1, 10_000)), s.slot("price", integer(1, 10**7))
    percent = s.slot("percent", integer(0, 100))
    declared = integer(0, LARGE)
    gross = s.let("gross", s.op("mul", n, price), declared)
    off = s.let("off", s.op("floordiv", s.op("mul", gross, percent), s.const(100)), declared)
    net = s.let("net", s.op("sub", gross, off), declared)
    free, zero, fee = s.const(5000), s.const(0), s.const(499)
    shipping = s.let("shipping", s.op("if", s.op("ge", net, free), zero, fee), declared)
    total = s.op("add", net, shipping)
    most = s.op("add", gross, s.op("max", fee, shipping))
    s.ensures.append(s.op("and", s.op("le", zero, total), s.op("le", total, most)))

    def by_hand(n: int, price: int, percent: int) -> int:
        gross = n * price
        if not 0 <= gross <= LARGE:
            raise Broken
        off = gross * percent // 100
        if not 0 <= off <= LARGE:
            raise Broken
        net = gross - off
        if not 0 <= net <= LARGE:
            raise Broken
        shipping = 0 if net >= 5000 else 499
        if not 0 <= shipping <= LARGE:
            raise Broken
        total = net + shipping
        if not 0 <= total <= LARGE:
            raise Broken
        if not (total >= 0 and total <= gross + max(499, shipping)):
            raise Broken
        return total

    return Case("20 nodes over integers", s, total, by_hand, (3, 450, 10))


def money() -> Case:
    """A discount: decimals, a division by 100 that stays on the grid, a rounding."""
    s = Sketch()
    n, price = s.slot("n", integer(1, 10_000)), s.slot("price", decimal(2, "0.01", "99999.99"))
    percent = s.slot("percent", integer(0, 100))
    gross = s.let("gross", s.op("mul", n, price))
    off = s.let("off", s.op("div", s.op("mul", gross, percent), s.const(100)))
    answer = s.op("round", s.op("sub", gross, off), data=Rounding(2, "half_even"))
    s.ensures.append(s.op("and", s.op("le", s.const(0), answer), s.op("le", answer, gross)))

    def by_hand(n: int, price: Fraction, percent: int) -> Fraction:
        gross = n * price
        off = gross * percent / 100
        answer = round(gross - off, 2)
        if not 0 <= answer <= gross:
            raise Broken
        return answer

    return Case("discount on money", s, answer, by_hand, (3, Fraction("4.50"), 10))


def rationals() -> Case:
    """A mean speed: divisions that leave every decimal grid, then one rounding."""
    s = Sketch()
    first, second = s.slot("first", integer(1, 500)), s.slot("second", integer(1, 500))
    slow, fast = s.slot("slow", integer(1, 300)), s.slot("fast", integer(1, 300))
    hours = s.let("hours", s.op("add", s.op("div", first, slow), s.op("div", second, fast)))
    speed = s.op("div", s.op("add", first, second), hours)
    answer = s.op("round", speed, data=Rounding(1, "half_even"))

    def by_hand(first: int, second: int, slow: int, fast: int) -> Fraction:
        hours = Fraction(first, slow) + Fraction(second, fast)
        return round((first + second) / hours, 1)

    return Case("mean speed, rational", s, answer, by_hand, (120, 80, 70, 110))


def listing() -> Case:
    """A table of ranges and a comprehension over ten weights."""
    s = Sketch()
    weights = s.slot("weights", List(decimal(1, "0.1", "100"), 1, 10))
    zone = s.slot("zone", enumeration("home", "abroad"))
    bands = {Fraction(1): 5, Fraction(5): 9, Fraction(20): 14, Fraction(100): 30}
    rows = s.table("PRICES", Number(Fraction(1), Fraction(100), 0), integer(5, 30), bands, ranges=True)
    factors = s.table("ZONES", enumeration("home", "abroad"), integer(1, 3), {"home": 1, "abroad": 3})
    weight = s.element(decimal(1, "0.1", "100"))
    prices = s.op("each", weights, weight, s.op("lookup", weight, data=rows))
    answer = s.op("mul", s.op("sum", prices), s.op("lookup", zone, data=factors))

    def by_hand(weights: tuple[Fraction, ...], zone: str) -> int:
        prices = [next(price for bound, price in bands.items() if weight <= bound) for weight in weights]
        return sum(prices) * {"home": 1, "abroad": 3}[zone]

    parcels = tuple(Fraction(tenths, 10) for tenths in (3, 12, 49, 51, 77, 120, 199, 203, 561, 999))
    return Case("table and comprehension", s, answer, by_hand, (parcels, "abroad"))


def rows() -> list[Row]:
    """Each program's time, and its ratio to the function written by hand, medians of one run."""
    found: list[Row] = []
    for case in (integers(), money(), rationals(), listing()):
        code = prepare(case.sketch.program(case.answer, _declared(case)), tuple(case.sketch.slots))
        outcome = run(code, case.parameters)
        assert isinstance(outcome, Answer)
        assert outcome.value == case.by_hand(*case.parameters), case.name
        mine, theirs = _medians(partial(run, code, case.parameters), partial(case.by_hand, *case.parameters))
        target = (3.0 if compiled() else 8.0) if case.name == integers().name else None
        found.append(Row(f"{case.name}: time", mine, "ns"))
        against = f"by hand in Python: {theirs:.0f} ns"
        found.append(Row(f"{case.name}: ratio", mine / theirs, "times", target, against=against))
    return found


def _declared(case: Case) -> Number | None:
    return integer(0, LARGE) if case.name == integers().name else None


def _medians(mine: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Nanoseconds of one call of each, measured in turn so that both see the same machine."""
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for kept, function in zip(times, (mine, theirs), strict=True):
                began = perf_counter_ns()
                for _ in range(CALLS):
                    function()
                kept.append((perf_counter_ns() - began) / CALLS)
    finally:
        gc.enable()
    return median(times[0]), median(times[1])
