"""Recipes for tests, compiled."""

from __future__ import annotations

from potstill.compiler import compile_recipe
from potstill.ir.artifact import Artifact


def artifact(recipe: str) -> Artifact:
    """The artifact of a recipe that must compile."""
    compiled = compile_recipe(recipe)
    assert compiled.artifact is not None, [str(one) for one in compiled.diagnostics]
    return compiled.artifact


DOUBLE = """
family double
ask "(double|twice) {n}"
slot n: int 1..1000
answer n * 2
example "double 4" => 8
"""

DOUBLE_AGAIN = """
family double
ask "double {n}"
slot n: int 1..1000
answer n * 2 + 0
example "double 4" => 8
"""

HALF = """
family half
ask "half of {n}"
slot n: int 1..1000
where n % 2 == 0
answer n // 2
example "half of 8" => 4
"""

BIG = """
family big
ask "double {n}"
slot n: int 500..2000
answer n + n
priority 1
example "double 600" => 1200
"""

DUE = """
family due
ask "what day is it in {n} days"
slot n: int 1..400
context today: date 2000-01-01..2099-12-31
answer add_days(today, n)
example "what day is it in 1 days" with today = 2024-02-28 => 2024-02-29
"""

SAME = """
family same
ask "is {name} the same as {name}"
slot name: words 1..2
answer name
example "is bob the same as bob" => "bob"
"""

CALL = """
family call
ask "call {who}"
list people of text
slot who: names people
answer who
"""

BROKEN = """
family broken
ask "square {n}"
slot n: int 1..100
let square: int 1..5_000 = n * n
answer square
ensure square != 49
example "square 3" => 9
"""

GREET = """
family greet
ask "greet {who}"
slot who: words 1..3
answer f"Hello, {who}!"
example "greet Ann" => "Hello, Ann!"
"""
