"""Generated tests: which cases are made, what the file says, that it runs, and what it catches."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from potstill.ir.artifact import SUFFIX, write_artifact
from potstill.ir.binding import binding_from_json
from potstill.ir.verdicts import Method
from potstill.verifier.testgen.branches import branches
from potstill.verifier.testgen.case import Section
from potstill.verifier.testgen.coverage import Reach
from potstill.verifier.testgen.layout import WIDTH, Group, call, lines, literal, quoted
from potstill.verifier.testgen.names import Names, shortened, slug
from potstill.verifier.testgen.plan import Plan, plan
from potstill.verifier.testgen.source import source
from tests.examples import FOLDER
from tests.generated import Generated, fails, mutant
from tests.recipes import BROKEN, CALL, DUE, GREET, artifact
from tests.unit.test_cli import Potstill, potstill  # noqa: F401 (a fixture)

PARKING = """
family parking
"What parking costs."
ask "[how much is] parking for {hours} hour[s] [on a {day}]"
slot hours: int 1..48
slot day: enum { weekday, sunday } default "weekday"
table RATE: int -> decimal(2) { ..2: 1.5, ..10: 1, ..99: 0.5 }
where hours <= 24 or day == "sunday"
let free = hours < 0
let price = 0 if free else round(hours * RATE[hours], 2, half_up)
answer min(price, 15) if day == "weekday" else 5
ensure 0 <= answer <= 15
example "parking for 3 hours" => 3
"""

PLANNED = {"parking": PARKING, "broken": BROKEN, "greet": GREET, "due": DUE}


@cache
def planned(name: str) -> Plan:
    """The plan of a recipe, by its name here or among the examples."""
    return plan(artifact(PLANNED.get(name) or (FOLDER / f"{name}.recipe").read_text("utf-8")))


def outcomes(name: str, section: Section) -> dict[str, object]:
    """What is expected of each case of a section, by the test's name without ``test_``."""
    cases = [case for case in planned(name).cases if case.section is section]
    return {case.name[5:]: case.expected.value or case.expected.reason for case in cases}


def test_every_branch_is_taken_by_a_case_or_proved_out_of_reach() -> None:
    told = {one.title: (one.reach, one.method) for one in planned("parking").branches}
    out_of_reach = [title for title, (reach, _) in told.items() if reach is Reach.UNREACHABLE]
    price = "0 if free else round(hours * RATE[hours], 2, half_up)"
    assert out_of_reach == [
        "`hours < 0` decides with both sides equal.",
        "`hours < 0` decides with one side greater by one.",
        f"In `{price}`: `hours < 0` is true.",
        "In `min(price, 15)`: `15` is the least.",
    ]
    assert {reach for reach, _ in told.values()} == {Reach.COVERED, Reach.UNREACHABLE}
    assert {method for _, method in told.values()} == {None, Method.ENUMERATION}


def test_cases_of_branches_show_them() -> None:
    found = outcomes("parking", Section.BRANCH)
    assert found["hours_at_most_24_decides_with_both_sides_equal"] == Decimal("12.00")
    assert found["hours_at_most_24_decides_with_one_side_greater_by_one"] == "condition"
    assert found["day_is_sunday_decides"] == Decimal("5.00")
    rows = {name: value for name, value in found.items() if name.startswith("rate_hours")}
    assert rows == {
        "rate_hours_2": Decimal("3.00"),
        "rate_hours_10": Decimal("3.00"),
        "rate_hours_99": Decimal("6.00"),
    }


def test_the_solver_finds_the_parameters_of_rare_branches_and_proves_that_others_have_none() -> None:
    rare = """
    family rare
    ask "test {n} and {m}"
    slot n: int 1..1_000_000
    slot m: int 1..1_000_000
    let odd = 1 if n * 7 == m * 3 + 2 and n > 1000 else 0
    let never = 1 if 2 * n == 4 * m + 1 else 0
    answer odd + never
    example "test 1 and 2" => 0
    """
    told = {one.title: one for one in plan(artifact(rare)).branches}
    never = told["In `1 if 2 * n == 4 * m + 1 else 0`: `2 * n == 4 * m + 1` is true."]
    assert (never.reach, never.method) == (Reach.UNREACHABLE, Method.SMT)
    found = [one for title, one in told.items() if title.endswith("n > 1000` is true.")]
    assert [one.reach for one in found] == [Reach.COVERED]


def test_branches_inside_comprehensions_are_seen() -> None:
    program = artifact("""
    family many
    ask "add {numbers}"
    slot numbers: list(int 0..9) 1..4
    answer sum([n if n > 4 else 1 for n in numbers if n != 7 or len(numbers) == 1])
    example "add 5, 2 and 7" => 6
    """)
    found = plan(program)
    assert len(found.branches) >= 6
    assert all(one.reach is Reach.COVERED for one in found.branches)
    assert len(branches(program.family.program).program.nodes) > len(program.family.program.nodes)


def test_bounds_have_their_neighbours() -> None:
    assert outcomes("parking", Section.BOUND) == {
        "hours_at_the_lower_bound": Decimal("1.50"),
        "hours_just_above_the_lower_bound": Decimal("3.00"),
        "hours_just_below_the_upper_bound": Decimal("5.00"),
        "hours_at_the_upper_bound": Decimal("5.00"),
        "hours_just_below_the_lower_bound": "no_family",
        "hours_just_above_the_upper_bound": "no_family",
    }
    assert outcomes("greet", Section.BOUND) == {
        "who_of_the_fewest_parts": "Hello, amber!",
        "who_of_the_most_parts": "Hello, amber birch coral!",
        "who_of_one_part_too_many": "no_family",
    }


def test_errors_that_can_be_reached_fall_back() -> None:
    assert outcomes("broken", Section.ERROR) == {
        "square_falls_back": "out_of_range",
        "promise_1_falls_back": "ensure_failed",
    }


def test_the_file_says_what_is_covered() -> None:
    text = source(planned("parking"))
    head = text.partition("from __future__")[0]
    assert "Branches: named tests take 14 of 18.\n" in head
    assert "Proved to be taken by no request that is answered, 4:\n" in head
    assert "- In `min(price, 15)`: `15` is the least (enumeration)\n" in head
    assert "Errors proved out of reach, 2:\n- key missing at `RATE[hours]` (" in head
    assert planned("parking").artifact.address in head
    broken = source(planned("broken")).partition("from __future__")[0]
    assert "- `square` out of its range: refuted, test_square_falls_back\n" in broken


@pytest.mark.parametrize("name", PLANNED)
def test_generated_tests_pass(name: str) -> None:
    generated = Generated(source(planned(name)))
    assert not [name for name, test in generated.named.items() if fails(test)]
    assert len(generated.properties) == 4
    for test in generated.properties.values():
        test()


def test_a_file_runs_on_its_own(tmp_path: Path) -> None:
    for name in ("parking", "due"):
        (tmp_path / f"test_{name}.py").write_text(source(planned(name)), "utf-8")
    names = json.dumps({"people": ["Ann Lee", {"name": "Bo", "value": "Robert"}]})
    bound = plan(artifact(CALL), binding=binding_from_json(json.loads(names)))
    (tmp_path / "test_call.py").write_text(source(bound, names=names), "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir=.",
        "-c",
        os.devnull,
    ]
    done = subprocess.run([*command, "."], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_the_same_artifact_gives_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / f"parking{SUFFIX}"
    write_artifact(planned("parking").artifact, path)
    command = [sys.executable, "-m", "potstill.cli", "testgen", str(path)]
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == source(planned("parking"))


@pytest.mark.parametrize("name", [*PLANNED, "loans/simple_interest", "cooking/scale_ingredient"])
def test_files_are_formatted_and_clean(name: str, tmp_path: Path) -> None:
    path = tmp_path / "test_it.py"
    path.write_text(source(planned(name)), "utf-8")
    rules = ["--isolated", "--line-length=100", str(path)]
    for command in (["format", "--check"], ["check", "--select=E,F,I,B,UP,SIM,RUF,PIE,PT,C4,RET"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *rules], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


MUTANTS = {
    "parking": [
        ("int 1..48", "int 1..47"),
        ("int 1..48", "int 2..48"),
        ('default "weekday"', 'default "sunday"'),
        ("..10: 1,", "..11: 1,"),
        ("..2: 1.5", "..2: 1.6"),
        ("hours <= 24", "hours < 24"),
        ("hours <= 24", "hours <= 25"),
        ("hours <= 24 or", "hours <= 24 and"),
        ('"weekday" else 5', '"weekday" else 6'),
        ('day == "weekday" else', 'day != "weekday" else'),
        ("[on a {day}]", "on a {day}"),
        ("hour[s]", "hours"),
        ("[how much is] ", ""),
    ],
    "loans/simple_interest": [
        ("12 * n", "11 * n"),
        ("/ 1200", "/ 1000"),
        ("n <= 50", "n <= 51"),
        ("n <= 50", "n < 50"),
        ('n if unit == "months" else 12 * n', '12 * n if unit == "months" else n'),
        ("half_up", "floor"),
        ("int 1..600", "int 1..601"),
        ("step 0.01", "step 0.02"),
    ],
    "due": [("add_days(today, n)", "add_days(today, n - 1)"), ("1..400", "1..365")],
    "greet": [("words 1..3", "words 1..4"), ("Hello, {who}", "Hello {who}")],
}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [(name, *edit) for name, edits in MUTANTS.items() for edit in edits],
)
def test_another_program_is_caught(name: str, before: str, after: str, tmp_path: Path) -> None:
    """Each deliberate fault fails a named test or, if all of these pass, a property."""
    generated = Generated(source(planned(name)))
    other = mutant(planned(name).artifact.recipe, before, after)
    assert other is not None, "the mutant must compile"
    with generated.testing(other, tmp_path):
        named = any(fails(test) for test in generated.named.values())
        assert named or any(fails(test) for test in generated.properties.values())


def test_golden_file() -> None:
    golden = FOLDER.parent / "tests" / "golden" / "testgen_parking.txt"
    assert source(planned("parking")) == golden.read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (12, "12"),
        (Decimal("4.50"), 'Decimal("4.50")'),
        (Fraction(1, 3), "Fraction(1, 3)"),
        (datetime.date(2024, 2, 29), "date(2024, 2, 29)"),
        (datetime.time(14, 30), "time(14, 30)"),
        (datetime.time(14, 30, 5), "time(14, 30, 5)"),
        (datetime.timedelta(hours=-1), "timedelta(seconds=-3600)"),
        (["a", 1], '["a", 1]'),
        ({"k": [None]}, '{"k": [None]}'),
        ('say "hi"', "'say \"hi\"'"),
        ('it\'s "so"', '"it\'s \\"so\\""'),
        ("\ud800\n\\", '"\\ud800\\n\\\\"'),
    ],
)
def test_literals_mean_their_values(value: object, text: str) -> None:
    assert lines("", literal(value), indent=0) == [text]
    names = {"Decimal": Decimal, "Fraction": Fraction, "date": datetime.date, "time": datetime.time}
    assert eval(text, {**names, "timedelta": datetime.timedelta}) == value


def test_a_float_has_no_literal() -> None:
    with pytest.raises(TypeError, match="no literal for a float"):
        literal(0.1)


def test_long_calls_are_broken_as_formatters_do() -> None:
    long = quoted("x" * (WIDTH - 12))
    assert lines("got = ", call("answer", long)) == ["    got = answer(", f"        {long}", "    )"]
    two = Group("f(", (("", long), ("k=", long)), ")")
    assert lines("", two, indent=0) == ["f(", f"    {long},", f"    k={long},", ")"]


def test_names_are_words_and_each_is_given_once() -> None:
    names = Names()
    assert names.fresh("n <= 12", "decides") == "test_n_at_most_12_decides"
    assert names.fresh("n <= 12", "decides") == "test_n_at_most_12_decides_2"
    assert slug("“é”") == "it"
    assert len(slug("word " * 40)) <= 60
    assert shortened("a  b\nc" * 5, 8) == "a b ca…"


def test_neither_hypothesis_nor_the_solver_is_loaded_before_it_is_used() -> None:
    imports = "import sys, potstill.verifier, potstill.verifier.testgen.source"
    program = f"{imports}; print({{'hypothesis', 'z3'}} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_command_line(potstill: Potstill, tmp_path: Path) -> None:  # noqa: F811 (the fixture)
    (tmp_path / "due.recipe").write_text(DUE, "utf-8")
    code, out, err = potstill("testgen", "due.recipe", "-o", "test_due.py", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert (told["family"], told["file"]) == ("due", "test_due.py")
    assert [test["section"] for test in told["tests"]] == ["example", *["bound"] * 6]
    assert told["errors"][0]["status"] == "proved"
    code, out, err = potstill("testgen", "due.recipe")
    assert (code, out) == (0, (tmp_path / "test_due.py").read_text("utf-8"))


def test_command_line_of_what_cannot_be_tested(
    potstill: Potstill,  # noqa: F811 (the fixture)
    tmp_path: Path,
) -> None:
    (tmp_path / "call.recipe").write_text(CALL, "utf-8")
    (tmp_path / "bad.recipe").write_text("family bad\n", "utf-8")
    code, _, err = potstill("testgen", "call.recipe")
    assert (code, "--names" in err) == (2, True)
    assert potstill("testgen", "bad.recipe")[0] == 1
