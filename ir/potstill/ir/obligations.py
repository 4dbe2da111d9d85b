"""What has to be shown of a family: the list of its obligations, in the order in which requests meet them."""

from __future__ import annotations

from potstill.ir.family import Family
from potstill.ir.operators import BY_NAME
from potstill.ir.program import Program
from potstill.ir.scopes import below
from potstill.ir.verdicts import Kind, Obligation


def obligations(family: Family) -> tuple[Obligation, ...]:
    """All obligations of a family: of its grammar, its program, its slots, its examples."""
    slots = family.slots
    return (
        Obligation(Kind.LANGUAGE),
        Obligation(Kind.FAMILY),
        Obligation(Kind.FUNCTIONAL),
        *(Obligation(Kind.EXPRESSIBLE, slot.name) for slot in slots),
        *(Obligation(Kind.ROUND_TRIP, slot.name) for slot in slots),
        *safety(family.program),
        *(Obligation(Kind.FLAVOUR if slot.flavour else Kind.RELEVANT, slot.name) for slot in slots),
        *(Obligation(Kind.EXAMPLE, str(index)) for index, _ in enumerate(family.examples)),
    )


def safety(program: Program) -> tuple[Obligation, ...]:
    """The obligations about one θ, in the order in which an evaluation comes to them.

    A node belongs to the first condition, let, answer or promise that it is below of; an operation that
    several of them need is met once.
    """
    met: set[int] = set()
    found: list[Obligation] = []

    def stuck(root: int) -> None:
        for node in below(program, root):
            if node not in met:
                met.add(node)
                for code in BY_NAME[program.nodes[node].op].errors:
                    found.append(Obligation(Kind.STUCK, f"{node}:{code.value}", node))

    for where in program.wheres:
        stuck(where)
    for let in program.lets:
        stuck(let.node)
        if let.declared is not None:
            found.append(Obligation(Kind.RANGE, let.name, let.node))
    stuck(program.answer)
    if program.declared is not None:
        found.append(Obligation(Kind.ANSWER, "", program.answer))
    for index, ensure in enumerate(program.ensures):
        stuck(ensure)
        found.append(Obligation(Kind.ENSURE, str(index), ensure))
    return tuple(found)
