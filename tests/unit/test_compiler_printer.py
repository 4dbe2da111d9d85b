"""The canonical layout, case by case (clause L30)."""

from __future__ import annotations

import pytest

from potstill.compiler import format_recipe
from potstill.compiler import syntax as s
from potstill.compiler.printer import print_recipe

UNTIDY = """# A tip.
family   tip   "What to leave."  # for waiters
ask 'tip on {bill}' with  pct=15,kind = "cash"
rule hello="(hi|hello)[ there]"

# how much
slot bill :money USD 0.01 .. 1_000
slot pct:percent 0..50 default  15   flavour


slot kind: enum { cash,"by card"="card"|"credit card", # plastic
}
context today:date optional
table T:int 0..9->text{..5:"few",
  # above
  ..9:"many"}
where(bill>0)and not(pct==0)
let tip=bill*(pct)/100
let who = "a" if bill<1 else "b" if bill < 2 else "c"
answer{tip:round(tip,2),who:who , n : f'{tip:,.2f} {T[3]} {"x"}'}
ensure 0<=tip<=bill
ensure -(-2)**2==-4 or -2 **2 != - 4
example 'tip on $10' with today=2026-01-01=>{tip:1.50,who:"c",n:"1.50 few x"}
priority -3
resolve first
# the end
"""

TIDY = """# A tip.
family tip
"What to leave."  # for waiters

ask "tip on {bill}" with pct = 15, kind = "cash"
rule hello = "(hi|hello)[ there]"

# how much
slot bill: money USD 0.01..1_000
slot pct: percent 0..50 flavour default 15

slot kind: enum {
    cash,
    "by card" = "card" | "credit card",  # plastic
}
context today: date optional

table T: int 0..9 -> text {
    ..5: "few",
    # above
    ..9: "many",
}

where bill > 0 and not pct == 0

let tip = bill * pct / 100
let who = "a" if bill < 1 else "b" if bill < 2 else "c"
answer {tip: round(tip, 2), who: who, n: f"{tip:,.2f} {T[3]} {'x'}"}

ensure 0 <= tip <= bill
ensure -(-2) ** 2 == -4 or -2 ** 2 != -4

example "tip on $10" with today = 2026-01-01 => {tip: 1.50, who: "c", n: "1.50 few x"}

priority -3
resolve first

# the end
"""


def tidied(text: str) -> str:
    """The layout of a recipe that can be parsed."""
    found = format_recipe(text)
    assert isinstance(found, str)
    return found


def test_a_recipe_in_its_canonical_layout() -> None:
    assert tidied(UNTIDY) == TIDY
    assert tidied(TIDY) == TIDY


@pytest.mark.parametrize(
    "expression",
    [
        "a + (b + c)",
        "(a + b) * c",
        "a - (b - c)",
        "-(-a)",
        "(-a) ** b",
        "-a ** b",
        "(a ** b) ** c",
        "a ** b ** c",
        "(a if b else c) + 1",
        "(a if b else c) if a else b",
        "not (a and b)",
        "not a and b",
        "(not a) == b",
        "(a == b) == c",
        "(a or b) or c",
        "(a or b)[c]",
        "[a for b in (c if a else b)]",
        "[a for b in c or a if a or b]",
        "[a, b][0]",
        "1 hour 30 minutes * 2",
        "-1 hour",
        '"it\'s \\"so\\" \\\\ \\n \\u{202E}"',
        "f\"{a['it\\u{27}s']}\"",
        'f"{{{a}}} {b:.0f}"',
        "{}",
        "f()",
        "sum(a for b in c)",
        "sum([a for b in c], a)",
    ],
)
def test_expressions_keep_the_brackets_that_they_need(expression: str) -> None:
    text = f"family x\n\nlet y = {expression}\n"
    assert tidied(text) == text


def test_long_lines_are_broken_in_brackets() -> None:
    arguments = ", ".join(f"argument_{number}" for number in range(12))
    text = f"family x\n\nlet y = max({arguments}) + 1\n"
    lines = tidied(text).splitlines()
    assert lines[2:5] == ["let y = max(", "    argument_0,", "    argument_1,"]
    assert lines[-1] == ") + 1"
    assert tidied("\n".join(lines)) == "\n".join(lines) + "\n"


def test_long_choices_are_broken_before_else() -> None:
    choice = (
        " else ".join(f'"value number {number}" if n == {number}' for number in range(6)) + ' else "none"'
    )
    lines = tidied(f"family x\nanswer {choice}").splitlines()
    assert lines[2] == 'answer "value number 0" if n == 0'
    assert lines[3] == '    else "value number 1" if n == 1'
    assert lines[-1] == '    else "none"'


def test_blank_lines_between_groups_and_where_they_were() -> None:
    text = "family x\nlet a = 1\nlet b = 2\n\n\n\nlet c = 3\nask 'x'\nanswer a\n"
    assert tidied(text) == ('family x\n\nlet a = 1\nlet b = 2\n\nlet c = 3\n\nask "x"\n\nanswer a\n')


def test_trees_that_a_program_builds() -> None:
    recipe = s.Recipe(
        s.Header(s.Name("x"), s.Quoted('say "hi"')),
        (
            s.Ask(s.Template((s.Sequence((s.Literal("50%"), s.Blank(), s.Literal("(a|b);\\"))),))),
            s.Answer(None, s.Text("tab\there")),
        ),
    )
    assert print_recipe(recipe) == (
        'family x\n"say \\"hi\\""\n\nask "50% \\(a\\|b\\)\\;\\\\"\n\nanswer "tab\\there"\n'
    )


def test_a_recipe_that_cannot_be_parsed_is_not_laid_out() -> None:
    found = format_recipe("family x\nlet y = ")
    assert not isinstance(found, str)
    assert [each.code.value for each in found] == ["E102"]
