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


def test_blank_lines_below_comments_stay() -> None:
    text = "# What.\n\n# Why.\nfamily x\n\n# Parts.\n\n# The sum.\nlet a = 1\nanswer a\n\n# One.\n\n# Two.\n"
    assert tidied(text) == text
    assert tidied(text.replace("\n\n", "\n \n\n\n")) == text


def test_rows_members_and_phrases_fill_their_lines() -> None:
    def listed(form: str) -> str:
        return ", ".join(form.format(number) for number in range(20))

    rows, members, phrases = listed("{0}: {0}"), listed("m{}"), listed('"phrase {}"')
    text = f"family x\ntable T {{{rows}}}\nslot s: enum {{{members}}} optional\nskip {phrases}\n"
    assert tidied(text).splitlines()[2:] == [
        "table T {",
        "    0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12, 13: 13,",
        "    14: 14, 15: 15, 16: 16, 17: 17, 18: 18, 19: 19,",
        "}",
        "",
        "slot s: enum {",
        "    m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19,",
        "} optional",
        "",
        "skip " + ", ".join(f'"phrase {number}"' for number in range(8)) + ",",
        '    "phrase 8", "phrase 9", "phrase 10", "phrase 11", "phrase 12", "phrase 13", "phrase 14",',
        '    "phrase 15", "phrase 16", "phrase 17", "phrase 18", "phrase 19"',
    ]
    assert tidied(tidied(text)) == tidied(text)


def test_tests_inside_choices_are_broken_last() -> None:
    long = " and ".join(f"value_{number} > 10" for number in range(4))
    text = f"family x\nlet y = 1/1_000 if {long} else 2 if {long} and {long} else 3\n"
    assert tidied(text).splitlines()[2:] == [
        f"let y = 1/1_000 if {long}",
        "    else 2 if value_0 > 10",
        *(f"        and value_{number % 4} > 10" for number in range(1, 8)),
        "    else 3",
    ]
    assert tidied(tidied(text)) == tidied(text)


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
