"""Points of Θ to tell explanations apart by: what was seen, bounds, and numbers of every magnitude."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Final

from potstill.ir.lexicons.makers import number
from potstill.ir.values import Value
from potstill.verifier.theta.domain import Domain, Either, Grid, Listed, Maybe, Ratios
from potstill.verifier.theta.probes import telling

Parameters = Mapping[str, Value]
"""A value for every slot."""

_KEPT: Final = 0.5
"""The share of values in a drawn point that are some example's."""


def points(
    domains: Mapping[str, Domain], seen: Sequence[Parameters], count: int, seed: int = 0
) -> list[Parameters]:
    """At most ``count`` points of the product of ``domains``, each once, in an order that ``seed`` fixes.

    Those that were seen come first; then each slot at its telling values, the others as seen; then drawn
    ones, half of whose values were seen together with others.
    """
    random = Random(seed)
    telltale = {name: telling(domain, _texts(name, seen)) for name, domain in domains.items()}
    found: dict[tuple[Value, ...], Parameters] = {}

    def add(point: Parameters) -> None:
        found.setdefault(tuple(point.values()), point)

    for point in seen:
        add({name: point[name] for name in domains})
    for name, values in telltale.items():
        for value in values:
            add({**{other: random.choice(seen)[other] for other in domains}, name: value})
    for _ in range(10 * count):
        if len(found) >= count:
            break
        add({name: _drawn(name, domain, seen, telltale[name], random) for name, domain in domains.items()})
    return list(found.values())[:count]


def _drawn(
    name: str, domain: Domain, seen: Sequence[Parameters], telltale: Sequence[Value], random: Random
) -> Value:
    if random.random() < _KEPT:
        return random.choice(seen)[name]
    return _random(domain, telltale, random)


def _random(domain: Domain, telltale: Sequence[Value], random: Random) -> Value:
    match domain:
        case Grid(low, step, count):
            # Log-uniform: numbers of one digit are as likely as those of four.
            place = int(count ** random.random()) - 1
            return number(low + min(place, count - 1) * step)
        case Ratios(low, high, most):
            below = random.randint(1, most)
            above = random.randint(int(low * below), int(high * below))
            value = Fraction(above, below)
            return number(value if low <= value <= high else low)
        case Listed(values):
            return random.choice(values)
        case Maybe(body):
            return None if random.random() < 0.5 else _random(body, telltale, random)
        case Either(parts):
            return _random(random.choice(parts), telltale, random)
        case _:
            return random.choice(telltale)


def _texts(name: str, seen: Sequence[Parameters]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for each in seen if isinstance(value := each[name], str)))
