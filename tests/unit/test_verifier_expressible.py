"""``expressible:SLOT``, case by case: what is proved, how, and the value that nobody can say."""

from __future__ import annotations

import pytest

from potstill.ir.binding import Binding, entry
from potstill.ir.verdicts import Method, Status, Verdict
from potstill.verifier.expressible import expressible
from potstill.verifier.theta.space import Theta
from tests.examples import artifacts
from tests.recipes import CALL, HALF, artifact


def verdicts(recipe: str, binding: Binding | None = None) -> list[Verdict]:
    """The verdicts on the recipe's slots."""
    made = artifact(recipe).family
    return expressible(Theta.of(made) if binding is None else Theta.of(made, binding))


def family(*lines: str) -> str:
    """A recipe that answers 0."""
    return "\n".join(("family f", *lines, "answer 0"))


def test_one_path_that_reads_all_values_proves_it() -> None:
    (verdict,) = verdicts(HALF)
    assert (verdict.status, verdict.method) == (Status.PROVED, Method.AUTOMATA)
    assert verdict.detail == "all its values are read where 'half of 1' has one"


def test_values_that_are_only_fixed_leave_others_unsaid() -> None:
    (verdict,) = verdicts(
        family('ask "twice as many" with k = 2', 'ask "thrice as many" with k = 3', "slot k: int 1..10")
    )
    assert (verdict.status, verdict.method) == (Status.REFUTED, Method.AUTOMATA)
    assert verdict.detail == "no template gives it the value 1"
    assert verdict.counterexample is not None
    assert verdict.counterexample.parameters == (("k", "1"),)
    assert verdict.counterexample.utterance is None


def test_the_first_missing_value_of_many_is_found() -> None:
    (verdict,) = verdicts(
        family('ask "{few:n} apples"', "slot n: int -1_000_000..1_000_000", "lexicon few: int -2..3")
    )
    assert verdict.status is Status.REFUTED
    assert verdict.counterexample is not None
    assert verdict.counterexample.parameters == (("n", "-3"),)


def test_constants_that_are_all_values_prove_it_one_by_one() -> None:
    (verdict,) = verdicts(
        family(
            'ask "put it on" with on = true',
            'ask "put it off" with on = false',
            "slot on: enum {true, false}",
        )
    )
    assert (verdict.status, verdict.method) == (Status.PROVED, Method.ENUMERATION)
    assert verdict.detail == "each of its 2 values was read from an utterance"


def test_several_lexicons_may_read_the_values_together() -> None:
    low = 'ask "{low:n} up"', 'ask "{high:n} down"', "slot n: int 1..20"
    (verdict,) = verdicts(family(*low, "lexicon low: int 1..10", "lexicon high: int 11..20"))
    assert (verdict.status, verdict.method) == (Status.PROVED, Method.ENUMERATION)
    (verdict,) = verdicts(family(*low, "lexicon low: int 1..10", "lexicon high: int 12..20"))
    assert verdict.counterexample is not None
    assert verdict.counterexample.parameters == (("n", "11"),)
    wide = 'ask "{low:n} up"', 'ask "{high:n} down"', "slot n: int 1..2_000_000"
    (verdict,) = verdicts(
        family(*wide, "lexicon low: int 1..1_000_000", "lexicon high: int 1_000_001..2_000_000")
    )
    assert (verdict.status, verdict.method) == (Status.UNDECIDED, None)


def test_a_value_that_only_a_default_gives_is_said_where_it_is_left_out() -> None:
    (verdict,) = verdicts(family('ask "pay[ {n}]"', "slot n: int 1..5 default 3"))
    assert (verdict.status, verdict.method) == (Status.PROVED, Method.AUTOMATA)


@pytest.mark.parametrize("declared", ["words 1..3", "text /[0-9]{3}/", "list(int 1..9) 2..4", "date", "time"])
def test_free_text_lists_and_days(declared: str) -> None:
    (verdict,) = verdicts(family('ask "note {x} down"', f"slot x: {declared}"))
    assert (verdict.status, verdict.method) == (Status.PROVED, Method.AUTOMATA)


def test_a_slot_without_values_is_a_fault() -> None:
    (verdict,) = verdicts(family('ask "take {x} of it"', "slot x: fraction den 2 1/3..2/5"))
    assert (verdict.status, verdict.method) == (Status.VACUOUS, Method.AUTOMATA)
    assert verdict.detail.startswith("it declares no value at all")


def test_names_of_any_list_can_be_said() -> None:
    (verdict,) = verdicts(CALL)
    assert (verdict.status, verdict.method) == (Status.PROVED, Method.AUTOMATA)
    assert verdict.detail == "all its values are read where 'call alpha' has one"
    (verdict,) = verdicts(CALL, Binding({"people": [entry("Ann")]}))
    assert verdict.detail == "all its values are read where 'call ann' has one"


def test_all_that_the_examples_declare_can_be_said() -> None:
    for made in artifacts().values():
        for verdict in expressible(Theta.of(made.family)):
            assert verdict.status is Status.PROVED, (
                made.family.name,
                verdict.obligation.name,
                verdict.detail,
            )
