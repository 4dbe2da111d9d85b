"""Θ, the parameters that a family's utterances can carry, with the context they are asked in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from potstill.ir.binding import EMPTY_BINDING, Binding
from potstill.ir.family import Family
from potstill.ir.values import Value
from potstill.verifier.theta import probes, sets
from potstill.verifier.theta.domain import Domain, Point, Whole
from potstill.verifier.theta.order import Key, point_key
from potstill.verifier.theta.phi import Speaker
from potstill.verifier.theta.products import Product, merged
from potstill.verifier.theta.shapes import Events, Shape, TooManyShapes, shapes


@dataclass(frozen=True, slots=True, eq=False)
class Theta:
    """A superset of the parameters that the grammar gives, as a union of products; conditions aside.

    ``shapes`` are the products, one for each way in which templates give parameters; None where there are too
    many, and then the product of ``domains`` is the superset that counts. ``products`` have the same union in
    fewer parts. ``domains`` has for each slot the values of all shapes together, ``context`` for
    each field all values of its type. Names of a list that the binding lacks range over their slot's type:
    what is proved for all of them holds for every list whose values are of the declared type.
    """

    family: Family
    binding: Binding
    domains: Mapping[str, Domain]
    context: Mapping[str, Domain]
    shapes: tuple[Shape, ...] | None
    products: tuple[Product, ...]
    events: Events = field(repr=False)
    speaker: Speaker = field(repr=False)

    @staticmethod
    def of(family: Family, binding: Binding = EMPTY_BINDING) -> Theta:
        """Θ of a family under a binding."""
        events = Events(family, binding)
        slots = [slot.name for slot in family.slots]
        found: tuple[Shape, ...] | None
        products: tuple[Product, ...]
        try:
            found = shapes(events)
            products = merged((shape.domains for shape in found), slots)
        except TooManyShapes:
            found = None
            products = ({slot.name: events.anything(slot) for slot in family.slots},)
        domains = {name: sets.union(product[name] for product in products) for name in slots}
        context: dict[str, Domain] = {each.name: Whole(each.type) for each in family.context}
        return Theta(family, binding, domains, context, found, products, events, Speaker(events))

    def size(self) -> int | None:
        """An upper bound on the number of points; None if it is unbounded or too large to matter."""
        total = 0
        for domains in self.products:
            count = 1
            for domain in (*domains.values(), *self.context.values()):
                values = sets.size(domain)
                if values is None:
                    return None
                count *= values
            total += count
        return total if total <= sets.MAX_SIZE else None

    def points(self, limit: int) -> Iterator[Point]:
        """Every point, whether or not the conditions hold, each once, in the declared order.

        ValueError if there may be more than ``limit``.
        """
        size = self.size()
        if size is None or size > limit:
            raise ValueError(f"more than {limit} points")
        slots = [slot.name for slot in self.family.slots]
        fields = [each.name for each in self.family.context]
        found: dict[tuple[Value, ...], None] = {}
        for domains in self.products:
            columns = [domains[name] for name in slots] + [self.context[name] for name in fields]
            found.update(dict.fromkeys(product(*map(sets.values, columns))))
        points = [
            Point(
                dict(zip(slots, values, strict=False)),
                dict(zip(fields, values[len(slots) :], strict=True)),
            )
            for values in found
        ]
        yield from sorted(points, key=self.order)

    def order(self, point: Point) -> Key:
        """What the declared order compares: slot by slot, simple values first; then the context."""
        return point_key(self.family, point)

    def contains(self, point: Point) -> bool:
        """Whether the point is in the superset; conditions aside."""
        context = all(sets.contains(domain, point.context.get(name)) for name, domain in self.context.items())
        return context and any(
            all(sets.contains(domain, point.parameters[name]) for name, domain in domains.items())
            for domains in self.products
        )

    def phi(self, point: Point) -> str | None:
        """The shortest utterance found that is read as exactly the point's parameters in its context.

        None if there is none or it was not found; a point outside the conditions has none.
        """
        return self.speaker.say(point)

    def simplest(self) -> Point | None:
        """A point of simple values, of the first shape; None if Θ is empty."""
        return next(self.corners(), None)

    def corners(self) -> Iterator[Point]:
        """Telling points: in each shape bounds and their neighbours, slot by slot, others at their simplest.

        Some hundreds at most, each once, whether or not the conditions hold.
        """
        yield from probes.corners(self.family, self.domains, self.shapes, self.context)
