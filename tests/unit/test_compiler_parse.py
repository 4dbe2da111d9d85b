"""Text to syntax tree: precedence, literals, templates, comments, spans, recovery after faults."""

from __future__ import annotations

from fractions import Fraction

import pytest

from potstill.compiler import compile_recipe
from potstill.compiler import syntax as s
from potstill.compiler.decode import read_source
from potstill.compiler.diagnostics import Report
from potstill.compiler.parse import parse
from potstill.ir.program import Span


def tree(text: str) -> s.Recipe:
    """The tree of a text that can be parsed."""
    report = Report()
    found = parse(read_source(text, "recipe", report), report)
    assert found is not None, [each.what for each in report.diagnostics]
    return found


def expression(text: str) -> s.Expression:
    """The tree of an expression."""
    (statement,) = tree(f"family x\nlet y = {text}").statements
    assert isinstance(statement, s.LetDef)
    return statement.value


def template(text: str) -> s.Template:
    """The tree of a template."""
    (statement,) = tree(f'family x\nask "{text}"').statements
    assert isinstance(statement, s.Ask)
    return statement.template


def number(value: int | Fraction) -> s.Number:
    return s.Number(value, "")


A, B, C = s.Use("a"), s.Use("b"), s.Use("c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", s.Chain(A, (("+", s.Chain(B, (("*", C),))),))),
        ("(a + b) * c", s.Chain(s.Chain(A, (("+", B),)), (("*", C),))),
        ("a - b - c", s.Chain(A, (("-", B), ("-", C)))),
        ("-a ** b", s.Unary("-", s.Power(A, B))),
        ("a ** -b", s.Power(A, s.Unary("-", B))),
        ("a ** b ** c", s.Power(A, s.Power(B, C))),
        ("-a * b", s.Chain(s.Unary("-", A), (("*", B),))),
        ("not a == b", s.Unary("not", s.Comparison(A, (("==", B),)))),
        ("a or b and c", s.Logic("or", (A, s.Logic("and", (B, C))))),
        ("a if b else c if a else b", s.Conditional(A, B, s.Conditional(C, A, B))),
        ("a < b <= c", s.Comparison(A, (("<", B), ("<=", C)))),
        ("a not in b", s.Comparison(A, (("not in", B),))),
        ("a[b][c]", s.Index(s.Index(A, B), C)),
        ("a[b] ** c", s.Power(s.Index(A, B), C)),
        ("[a, b,]", s.ListDisplay((A, B))),
        ("{a: b}", s.RecordDisplay(((s.Name("a"), B),))),
        ("[a for b in c]", s.Each(A, s.Name("b"), C)),
        ("f(a for b in c if a)", s.Call(s.Name("f"), (s.Each(A, s.Name("b"), C, A),))),
        ("f()", s.Call(s.Name("f"), ())),
        ("10_000.50", number(Fraction(20001, 2))),
        ("2026-03-04", s.Day(739_679)),
        ("--12-25", s.YearlyDay(1225)),
        ("15:30", s.Clock(55_800)),
        ("15:30:05", s.Clock(55_805)),
        ("1 hour 30 minutes", s.Stretch(((number(1), "hour"), (number(30), "minutes")))),
        ("'it\\'s \\u{41}\\n'", s.Text("it's A\n")),
        ('f"{a:,.2f} {{b}} {c}"', s.Format((s.Hole(A, 2, True), " {b} ", s.Hole(C)))),
        ("f\"{a['x']}\"", s.Format((s.Hole(s.Index(A, s.Text("x"))),))),
        ('f"{ {a: b} }"', s.Format((s.Hole(s.RecordDisplay(((s.Name("a"), B),))),))),
        ("true", s.Truth(True)),
        ("none", s.Nothing()),
        ("slot + list", s.Chain(s.Use("slot"), (("+", s.Use("list")),))),
    ],
)
def test_expressions(text: str, expected: s.Expression) -> None:
    assert expression(text) == expected


def literal(text: str) -> s.Sequence:
    return s.Sequence((s.Literal(text),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("light[s]", (s.Literal("light"), s.Choice((literal("s"),), optional=True))),
        ("(a|b)", (s.Choice((literal("a"), literal("b"))),)),
        ("[a;b]", (s.Permutation((literal("a"), literal("b")), optional=True),)),
        ("{n}  {m:k}", (s.SlotUse(s.Name("n")), s.Blank(), s.SlotUse(s.Name("k"), s.Name("m")))),
        ("<r>", (s.RuleUse(s.Name("r")),)),
        ("\\(a\\|b\\)", (s.Literal("(a|b)"),)),
        ("50%#", (s.Literal("50%#"),)),
        ("()", (s.Choice((s.Sequence(()),)),)),
    ],
)
def test_templates(text: str, expected: tuple[s.Piece, ...]) -> None:
    assert template(text) == s.Template((s.Sequence(expected),))


def test_a_template_may_have_alternatives_without_brackets() -> None:
    assert template("a|b c").options == (
        literal("a"), s.Sequence((s.Literal("b"), s.Blank(), s.Literal("c"))),
    )  # fmt: skip


def test_words_of_the_language_are_names_where_no_word_is_expected() -> None:
    recipe = tree("family list\nslot slot: date\nslot date: date\nlet text = slot\nanswer text")
    assert [each.name.text for each in recipe.statements if isinstance(each, s.SlotDef)] == ["slot", "date"]


def test_line_ends_mean_nothing() -> None:
    text = 'family x "title"\nask "a" with n = 1\nlet y = 1 + 2\nanswer y'
    assert tree(text) == tree(text.replace("\n", " ")) == tree(text.replace(" ", "\n  "))


def test_comments_stay_with_what_they_are_about() -> None:
    recipe = tree(
        "# top\nfamily x # family\n# one\n# two\nlet a = # inside\n  1 # behind\n"
        "table T { # first\n  1: 2, # row\n  # above\n  3: 4\n}\n# end"
    )
    let, table = recipe.statements
    assert recipe.header.comments == s.Comments(("# top",), "# family")
    assert let.comments == s.Comments(("# one", "# two", "# inside"), "# behind")
    assert isinstance(table, s.TableDef)
    assert [row.comments for row in table.rows] == [
        s.Comments(("# first",), "# row"), s.Comments(("# above",)),
    ]  # fmt: skip
    assert recipe.closing == ("# end",)


def test_spans_are_those_of_the_text() -> None:
    text = 'family x\nask "go {n}"\nlet y = a +  f"{b} c"'
    ask, let = tree(text).statements
    assert isinstance(ask, s.Ask)
    assert isinstance(let, s.LetDef)
    slot = ask.template.options[0].items[2]
    assert text[slot.span.start : slot.span.end] == "{n}"
    assert isinstance(let.value, s.Chain)
    right = let.value.rest[0][1]
    assert text[right.span.start : right.span.end] == 'f"{b} c"'
    assert isinstance(right, s.Format)
    assert isinstance(right.parts[0], s.Hole)
    assert text[right.parts[0].body.span.start : right.parts[0].body.span.end] == "b"
    assert text[let.span.start : let.span.end] == 'let y = a +  f"{b} c"'


def test_a_byte_order_mark_is_a_blank() -> None:
    assert tree("\ufefffamily x") == tree("family x")
    assert tree("\ufefffamily x").header.name.span == Span(8, 9)


def test_windows_line_ends() -> None:
    assert tree("family x\r\nlet a = 1 # b\r\nanswer a\r\n") == tree("family x\nlet a = 1 # b\nanswer a\n")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("let a = \nlet b = 2 3\nanswer a", ["=", "3"]),
        ("slot n int 1..2\nwhere n >\nanswer n", ["int", ">"]),
        ("ask 'a (b'\nlet c = [1\nanswer c", ["["]),
        ("answer 1 +\n# comment\n\n", ["+"]),
        ("unknown 'x'\nlet a = 1 !\nanswer a", ["unknown", "!"]),
    ],
)
def test_each_fault_is_found_where_it_is(text: str, places: list[str]) -> None:
    errors = compile_recipe("family x\n" + text).errors
    source = "family x\n" + text
    assert [source[each.span.start : each.span.end] for each in errors] == places


def test_words_that_begin_with_words_of_the_language() -> None:
    assert expression("nothing + orange + infinite") == s.Chain(
        s.Use("nothing"), (("+", s.Use("orange")), ("+", s.Use("infinite")))
    )
    assert compile_recipe("family x\nletter = 1").errors[0].code.value == "E103"
