"""From expressions to nodes: sharing, types, order, names in scope, settings."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.compiler import compile_recipe
from potstill.ir import types as t
from potstill.ir.family import Example, Family, Resolve
from potstill.ir.program import Let, Node, Rounding, Shape

HEAD = 'family x\nask "go {n}"\nslot n: int 1..9\n'


def family(text: str) -> Family:
    """The family of some statements behind HEAD."""
    result = compile_recipe(HEAD + text)
    assert result.family is not None, result.render()
    return result.family


def ops(made: Family) -> list[str]:
    return [node.op for node in made.program.nodes]


def test_equal_expressions_are_one_node() -> None:
    made = family("let a = n * 2 + 1\nlet b = n * 2 - 1\nanswer (n * 2 + 1) * (n * 2)\nensure a > b")
    assert ops(made).count("mul") == 2
    assert ops(made).count("slot") == 1


def test_true_is_not_one() -> None:
    made = family("answer [[true, false], [1 == 1, 0 == 0]] == [[n > 1]]")
    consts = [(node.type, node.data) for node in made.program.nodes if node.op == "const"]
    assert (t.Bool(), True) in consts
    assert (t.integer(1, 1), 1) in consts


def test_the_example_of_the_manual() -> None:
    made = family("let gross = n * 2.50\nanswer round(gross, 1, half_even)\nensure 0 <= answer <= gross")
    nodes = made.program.nodes
    assert nodes[0] == Node("slot", (), t.integer(1, 9), "n")
    assert nodes[1] == Node("const", (), t.Number(Fraction(5, 2), Fraction(5, 2), 1), Fraction(5, 2))
    assert nodes[2] == Node("mul", (0, 1), t.Number(Fraction(5, 2), Fraction(45, 2), 1))
    assert nodes[3].op == "round"
    assert nodes[3].data == Rounding(1, "half_even")
    assert made.program.lets == (Let("gross", 2),)
    assert made.program.answer == 3
    assert nodes[made.program.ensures[0]].op == "and"


@pytest.mark.parametrize(
    ("expression", "op", "data"),
    [
        ("n ** 3", "pow", None),
        ("-n", "neg", None),
        ("min(n, 2)", "min", None),
        ("min([n, 2])", "least", None),
        ("max(x for x in [n, 2])", "greatest", None),
        ("round(n / 3)", "round", Rounding(0, "half_up")),
        ("round(n / 3, floor)", "round", Rounding(0, "floor")),
        ("round(n / 3, -1, up)", "round", Rounding(-1, "up")),
        ('f"a{n:,.2f}{n}"', "format", ("a", Shape(2, True), Shape())),
        ("{b: n, a: 1}", "record", ("b", "a")),
        ('join(["a"], "-")', "join", "-"),
        ("n not in [1]", "not", None),
        ("n in T", "has", "T"),
        ("T[n]", "lookup", "T"),
        ("[1, 2][0]", "index", None),
        ("1 if n > 2 else 3", "if", None),
        ("minutes(n)", "minutes", None),
    ],
)
def test_the_operator_of_an_expression(expression: str, op: str, data: object) -> None:
    made = family(f"table T {{ 1: 2, 2: 3, 3: 4 }}\nlet used = T[1]\nanswer {expression}\nensure used > 0")
    root = made.program.nodes[made.program.answer]
    assert (root.op, root.data) == (op, data)


def test_literals_are_constants_of_their_type() -> None:
    made = family("answer {a: -5, b: 2026-01-01, c: --02-29, d: 15:30, e: 90 minutes, f: none, g: 'x'}")
    found = {node.data: node.type for node in made.program.nodes if node.op == "const"}
    assert found == {
        -5: t.integer(-5, -5),
        739_617: t.Date(739_617, 739_617),
        229: t.MonthDay(),
        55_800: t.Time(),
        5_400: t.Duration(5_400, 5_400),
        None: t.Optional(t.NEVER),
        "x": t.enumeration("x"),
    }


def test_comprehensions_bind_an_element_after_their_list() -> None:
    made = family("answer sum(x * 2 for x in [n, 2] if x > 1)")
    each = next(node for node in made.program.nodes if node.op == "each")
    items, element, body, test = each.args
    assert items < element < min(body, test)
    assert made.program.nodes[element] == Node("element", (), t.integer(1, 9))


def test_nested_comprehensions_have_elements_of_their_own() -> None:
    made = family("answer [sum(x * y for y in [1, 2]) for x in [1, 2]]")
    assert ops(made).count("element") == 2


def test_conditions_come_in_order_and_may_name_lets() -> None:
    made = family("where big\nwhere n > 3\nlet big = n > 2\nanswer n")
    first, second = (made.program.nodes[node] for node in made.program.wheres)
    assert made.program.nodes[first.args[1]].data == 2
    assert made.program.nodes[second.args[1]].data == 3


def test_spans_of_nodes_are_those_of_their_expressions() -> None:
    text = HEAD + "answer (n + 1) * 2"
    made = compile_recipe(text).family
    assert made is not None
    found = {
        node.op: text[span.start : span.end]
        for node, span in zip(made.program.nodes, made.program.spans, strict=True)
    }
    assert found["slot"] == "n"
    assert found["add"] == "n + 1"
    assert found["mul"] == "(n + 1) * 2"[1:]


def test_settings() -> None:
    made = family("answer n\nresolve first\npriority -3")
    assert (made.resolve, made.priority) == (Resolve.FIRST, -3)
    plain = family("answer n")
    assert (plain.resolve, plain.priority, plain.title) == (Resolve.UNIQUE, 0, "")


def test_examples_are_kept() -> None:
    made = family(
        "context day: date optional\nanswer n\n"
        'example "go 3" => 3\nexample "go 2" with day = 2026-01-01 => 1 + 1'
    )
    assert made.examples == (Example("go 3", (), 3), Example("go 2", (("day", 739_617),), 2))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('answer n\nexample "go 3" => 4', "the family answers 3, the example says 4"),
        ("answer n + 'a'", "`+` does not take this"),
        ("answer n[0]", "`[]` does not take this"),
        ("answer upper(n)", "`upper` does not take this"),
        ("answer sorted(['b', 'a'])", "`sorted` cannot compare these"),
        ("answer [x for x in n]", "`for` does not take this"),
    ],
)
def test_messages_say_what_was_found(text: str, what: str) -> None:
    (error,) = compile_recipe(HEAD + text).errors
    assert error.what == what


def test_a_message_names_the_types() -> None:
    (error,) = compile_recipe(HEAD + "answer len(n)").errors
    assert error.why == "it needs a list or a text, not int 1..9"


def test_a_compilation_says_what_it_made() -> None:
    good, bad = compile_recipe(HEAD + "let y = 1\nanswer n"), compile_recipe(HEAD + "answer m")
    assert good.artifact is not None
    assert good.artifact.recipe == HEAD + "let y = 1\nanswer n"
    assert good.family is good.artifact.family
    assert [each.code.value for each in good.warnings] == ["W001"]
    assert bad.family is None
    assert bad.tree is not None
    assert len(bad.errors) == 1
