"""How counterexamples show a program."""

from __future__ import annotations

from potstill.verifier.counterexample import expression
from tests.recipes import artifact

SHARES = """
family shares
ask "{a} of {b} and {c}"
slot a: int 0..9
slot b: int 0..9
slot c: int 1..9
answer (a + b) * 2 // (b + ((c)))
ensure ((answer) < 40 and (a + 1) > a)
"""


def test_expressions_have_the_brackets_of_their_operands() -> None:
    made = artifact(SHARES)
    shown = {expression(made, node) for node in range(len(made.family.program.nodes))}
    assert shown >= {"a + b", "(a + b) * 2", "(a + b) * 2 // (b + ((c)))", "(a + 1) > a"}
    assert all(text.count("(") == text.count(")") for text in shown)
