"""Static bounds: what they are for small programs, and which caps refuse which others."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.ir import caps
from potstill.ir import types as t
from potstill.ir.bounds import Bounds, Cap, Excess, NodeBound, bounds
from potstill.ir.program import Let, Node, Program, Shape, Table
from potstill.ir.reference.evaluate import Answer, evaluate
from potstill.ir.types import Type, integer
from tests.building import Builder

SHARE = t.Number(Fraction(0), Fraction(1), None)


def measured(program: Program) -> Bounds:
    """The bounds of a program within the caps."""
    found = bounds(program)
    assert isinstance(found, Bounds), found
    return found


def test_a_program_of_small_numbers() -> None:
    build = Builder()
    price = build.leaf("slot", "price", t.Number(Fraction(0), Fraction(9999, 100), 2))
    total = build("mul", price, build.const(3))
    assert measured(build.program(total)) == Bounds(
        steps=4,
        bits=16,
        length=0,
        nodes=(NodeBound(1, 1, 14, 7, 0), NodeBound(1, 1, 3, 1, 0), NodeBound(1, 1, 16, 7, 0)),
    )


def test_denominators_of_constants_do_not_pile_up() -> None:
    build = Builder()
    thirds = build("div", build.leaf("slot", "n", integer(0, 9)), build.const(3))
    node = thirds
    for _ in range(50):
        node = build("add", node, thirds)
    assert measured(build.program(node)).nodes[node].denominator_bits == 2


def growing(rounds: int, start: Type) -> Program:
    """x := x * x + x / 3, so many times."""
    build = Builder()
    node, three = build.leaf("slot", "x", start), build.const(3)
    for _ in range(rounds):
        node = build("add", build("mul", node, node), build("div", node, three))
    return build.program(node)


def test_bits_explode_inside_small_ranges() -> None:
    small = t.Number(Fraction(0), Fraction(1, 2), 3)
    program = growing(6, small)
    outcome = evaluate(program, {"x": Fraction(499, 1000)}, {})
    assert isinstance(outcome, Answer)
    assert isinstance(outcome.value, Fraction)
    found = outcome.value.denominator.bit_length()
    assert found <= measured(program).nodes[program.answer].denominator_bits < 2 * found
    refused = bounds(growing(40, small))
    assert isinstance(refused, Excess)
    assert refused.cap is Cap.BITS
    assert refused.found > refused.limit == caps.MAX_BITS


def test_work_on_long_numbers_is_counted_by_the_square_of_their_length() -> None:
    build = Builder()
    share = build.leaf("slot", "share", SHARE)
    one, other = (build("pow", share, build.const(n)) for n in (100, 200))
    nodes = measured(build.program(build("add", one, other))).nodes
    # 64 bits of denominator (and one for its grid) and at most as many of numerator, each time.
    assert nodes[-1].steps == (1 + (2 * (1 + 100 * 64) + 2 * (1 + 200 * 64) + 2) // caps.WORD_BITS) ** 2
    for _ in range(200):
        answer = build("lt", one, other)
    refused = bounds(build.program(answer))
    assert isinstance(refused, Excess)
    assert refused.cap is Cap.STEPS


def test_a_rational_from_outside_has_64_bits() -> None:
    build = Builder()
    share = build.leaf("slot", "share", SHARE)
    square = build("mul", share, share)
    nodes = measured(build.program(square)).nodes
    assert nodes[share].denominator_bits == 1 + caps.INPUT_DENOMINATOR_BITS
    assert nodes[square].denominator_bits == 1 + 2 * caps.INPUT_DENOMINATOR_BITS


def test_a_quotient_of_variables_has_the_divisors_numerator_below() -> None:
    build = Builder()
    n = build.leaf("slot", "n", integer(1, 1000))
    quotient = build("div", build.const(1), n)
    assert 10 <= measured(build.program(quotient)).nodes[quotient].denominator_bits <= 12


def comprehension(longest: int, nested: bool) -> Program:
    """sum(x * x for x in xs), or the sum of such sums for every element of ys."""
    build = Builder()
    xs = build.leaf("slot", "xs", t.List(integer(0, 9), 0, longest))
    ys = build.leaf("slot", "ys", t.List(integer(0, 9), 0, longest))
    y = build.leaf("element", None, integer(0, 9))
    x = build.leaf("element", None, integer(0, 9))
    total = build("sum", build("each", xs, x, build("mul", x, y if nested else x)))
    return build.program(build("sum", build("each", ys, y, total)) if nested else total)


def test_a_comprehension_multiplies() -> None:
    limits = measured(comprehension(20, nested=False))
    assert [node.count for node in limits.nodes] == [1, 1, 1, 20, 20, 1, 1]
    limits = measured(comprehension(20, nested=True))
    assert [node.count for node in limits.nodes] == [1, 1, 20, 400, 400, 20, 20, 1, 1]
    assert limits.length == 20


def test_nested_comprehensions_run_out_of_steps() -> None:
    refused = bounds(comprehension(1000, nested=True))
    assert isinstance(refused, Excess)
    assert refused.cap is Cap.STEPS
    assert comprehension(1000, nested=True).nodes[refused.node].op in ("mul", "sum", "each")


def test_texts_are_as_long_as_their_parts() -> None:
    build = Builder()
    third = build("div", build.leaf("slot", "n", integer(0, 99)), build.const(3))
    text = build("format", third, data=("about ", Shape()))
    shout = build("upper", text)
    limits = measured(build.program(shout))
    assert limits.nodes[text].length == limits.nodes[shout].length == 6 + 2 + 3 + 1
    kind = build.nodes[text].type
    assert isinstance(kind, t.Text)
    assert kind.longest > 10_000


def test_long_texts_are_refused() -> None:
    build = Builder()
    text = build.leaf("slot", "text", t.Text(0, 1000))
    shapes = tuple(Shape() for _ in range(101))
    long = build("format", *(text for _ in shapes), data=shapes)
    assert bounds(build.program(long)) == Excess(Cap.LENGTH, long, 101_000, caps.MAX_CELLS)
    build = Builder()
    text = build.leaf("slot", "text", t.Text(0, 1000))
    texts = [build("format", *(text for _ in shapes[:90]), data=shapes[:90]) for _ in range(12)]
    program = build.program(texts[0], lets=tuple(Let(f"t{text}", text) for text in texts))
    refused = bounds(program)
    assert isinstance(refused, Excess)
    assert refused.cap in (Cap.STEPS, Cap.TOTAL_LENGTH)
    assert refused.node == texts[0]


def test_long_lists_are_refused() -> None:
    build = Builder()
    words = build.leaf("slot", "words", t.List(t.Text(0, 1000), 0, 100))
    assert bounds(build.program(words)) == Excess(Cap.LENGTH, words, 100 * 1001, caps.MAX_CELLS)


def test_programs_of_many_nodes_are_refused() -> None:
    build = Builder()
    nodes = [build.const(1) for _ in range(caps.MAX_NODES + 1)]
    expected = Excess(Cap.NODES, caps.MAX_NODES, len(nodes), caps.MAX_NODES)
    assert bounds(build.program(nodes[0])) == expected


def test_powers_do_not_compute_what_they_refuse() -> None:
    build = Builder()
    node = build.leaf("slot", "share", SHARE)
    for _ in range(3):
        node = build("pow", node, build.const(1000))
    refused = bounds(build.program(node))
    assert isinstance(refused, Excess)
    assert (refused.cap, refused.node) == (Cap.BITS, node - 2)


@pytest.mark.parametrize("ranges", [False, True])
def test_a_look_up_costs_halvings_of_the_table(ranges: bool) -> None:
    key, value = integer(1, 100), SHARE
    table = Table("T", key, value, tuple((n, Fraction(1, n)) for n in range(1, 101)), ranges)
    nodes = (Node("slot", (), key, "n"), Node("lookup", (0,), value, "T"))
    program = Program(nodes, (), (table,), (), (), 1, None, ())
    limits = measured(program)
    assert limits.nodes[1].steps == 1 + 7
    # The grid of all hundredths: the least common multiple of 1 to 100 has 230 bits or fewer.
    assert limits.nodes[1].denominator_bits <= 231
