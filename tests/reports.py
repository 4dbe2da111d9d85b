"""Facts for reports, made up by hand: two weeks of a small shop, and the same spoken by somebody hostile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Final

from potstill.distill.report.facts import (
    Answered,
    Claim,
    Entry,
    Facts,
    Lineage,
    Missed,
    Period,
    Question,
    Standing,
    Version,
)
from potstill.ir.verdicts import Status
from tests.recipes import artifact
from tests.stating import verification

START: Final = datetime(2026, 3, 1, tzinfo=UTC)

TIP: Final = """
family tip
"The tip on a bill, and what it comes to."
ask "[what is] {percent} (tip|gratuity) on {bill}"
ask "tip {percent} on {bill}"
slot percent: percent 0..40
slot bill: money USD 1..10_000
let tip = round(bill * percent / 100, 2, half_up)
answer {tip: tip, total: bill + tip}
ensure tip <= bill
example "what is 20% tip on $45" => {tip: 9.00, total: 54.00}
"""

EGGS: Final = """
family eggs
ask "{who} sells {boxes} boxes of {each} eggs and keeps {kept}"
slot who: words 1..2 flavour
slot boxes: int 1..200
slot each: int 1..30
slot kept: int 0..30
where kept <= boxes * each
answer boxes * each - kept
ensure answer >= 0
example "ann sells 3 boxes of 12 eggs and keeps 5" => 31
"""

CLAIM: Final = Claim(
    space="E = slot | constant | E + E | E - E | E * E | E // E\nconstant = 1 | 2 | 12\nat most 7 leaves",
    size="48213770",
    examples="5",
    questions=(
        Answered("bo sells 1 boxes of 2 eggs and keeps 2", "0", "tells 2 classes of explanations apart"),
        Answered("bo sells 12 boxes of 12 eggs and keeps 1", "143", "tells 3 classes of explanations apart"),
    ),
    holdouts=(Answered("bo sells 200 boxes of 30 eggs and keeps 0", "6000", "a corner of the ranges"),),
    classes=("boxes * each - kept",),
    agreement=(),
    proofs=("boxes * each - kept = each * boxes - kept: normal form",),
    theta=("boxes: int 1..200", "each: int 1..30", "kept: int 0..30"),
    confidence="0.95",
    pac="vacuous",
)


def facts() -> Facts:
    """Two weeks in which coverage rises, a version is replaced, and another one withdrawn."""
    return Facts(
        title="requests.db",
        at=START + timedelta(days=14, hours=1),
        unit="USD",
        periods=tuple(map(_period, range(14))),
        families=(
            Lineage("eggs", (_version("eggs", 2), _version("eggs", 1)), 4218, Fraction(632, 100)),
            Lineage("tip", (_version("tip", 1),), 1733, Fraction(26, 10)),
        ),
        questions=(
            Question("17", START, "group 4", "how long for 3 loads of 40 minutes", "3 explanations are left"),
        ),
        missed=(
            Missed("how long for 3 loads of 40 minutes", ("how long for 2 loads of 35 minutes",), 612,
                   Fraction(9, 10), "the answer to a question. 3 explanations are left"),
            Missed("write a poem about eggs", (), 211, Fraction(7, 10),
                   "an explanation: nothing in the space that was searched gives all answers"),
        ),
        journal=(
            Entry(START + timedelta(days=9), "withdraw", "eggs", "the fallback says 30, it says 31"),
            Entry(START + timedelta(days=3), "go live", "eggs", "version 1, proved, 5 examples, 2 questions"),
        ),
        feedback=(("accepted", 41), ("rejected", 2), ("corrected", 3)),
    )  # fmt: skip


def hostile(text: str) -> Facts:
    """The same with ``text`` wherever somebody from outside has a say."""
    told = (text,)
    answered = (Answered(text, text, text),)
    claim = Claim(text, text, text, answered, answered, told, told, told, told, text, text)
    version = Version(
        1, "sha256:0", None, START, text, Standing.LIVE, Fraction(1), 1, 1, 1, text, None, None, claim, text
    )
    return Facts(
        title=text,
        at=START,
        unit=text,
        periods=tuple(map(_period, range(3))),
        families=(Lineage(text, (version,), 1, Fraction(1)),),
        questions=(Question(text, START, text, text, text),),
        missed=(Missed(text, told, 1, Fraction(1), text),),
        journal=(Entry(START, text, text, text),),
        feedback=(),
    )


def _period(day: int) -> Period:
    start = START + timedelta(days=day)
    requests = 600 + 37 * (day % 5)
    families = requests * min(day * day, 100) // 120
    fallback = requests - families
    asked = 3 if day in (2, 3, 8) else 0
    spent, saved = Fraction(fallback + asked, 670), Fraction(families, 670)
    return Period(start, start + timedelta(days=1), requests, families, fallback, asked, spent, saved)


@cache
def _version(name: str, number: int) -> Version:
    recipe = {"eggs": EGGS, "tip": TIP}[name]
    made = artifact(recipe)
    open_question = {"ensure:0": Status.UNDECIDED} if name == "tip" else {}
    return Version(
        number,
        made.address,
        number - 1 or None,
        START + timedelta(days=number * 3),
        "induced" if number == 1 else "repaired",
        Standing.LIVE,
        Fraction(1) if name == "tip" else Fraction(9, 10) if number == 2 else Fraction(1, 10),
        2109,
        64,
        0 if number == 2 else 1,
        recipe.strip(),
        made,
        verification(made, open_question),
        CLAIM if name == "eggs" else None,
    )
