"""Explanations of answers of all types, compiled into recipes and asked again."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from potstill.distill.answers import (
    Column,
    Cut,
    Found,
    Inputs,
    Limits,
    NotFound,
    contradiction,
    explain,
)
from potstill.distill.examples import Json
from potstill.distill.terms import Term, Var, declaration, value, write
from potstill.ir.reference.outcome import Stuck
from potstill.runtime import Handler
from potstill.runtime.reply import jsonable
from tests.formulas import few
from tests.recipes import artifact

SLOTS = {
    "int": "int 0..1_000_000",
    "money": "money USD 0.00..999_999.99",
    "date": "date iso 1900-01-01..2199-12-31",
    "monthday": "monthday",
    "time": "time",
    "duration": "duration 0..90 days",
    "words": "words 1..3",
}


def day(text: str) -> int:
    """The day number of an ISO date."""
    return date.fromisoformat(text).toordinal()


def clock(text: str) -> int:
    """Seconds since midnight."""
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def columns(**given: tuple[str, list[Any]]) -> Inputs:
    """Inputs of slots: kind and values of each."""
    rows = len(next(iter(given.values()))[1])
    return Inputs(tuple(Column(name, kind, tuple(values)) for name, (kind, values) in given.items()), rows)


def found(inputs: Inputs, answers: list[Any], **limits: int) -> Found:
    """The explanations, of which every one is compiled and asked for all examples."""
    outcome = explain(inputs, [exact(answer) for answer in answers], few, limits=Limits(**limits))
    assert isinstance(outcome, Found), outcome
    for term in outcome.terms[:20]:
        asked(inputs, term, outcome, answers)
    return outcome


def exact(answer: Any) -> Json:
    """Numbers as answers have them."""
    match answer:
        case bool() | str() | None:
            return answer
        case list():
            return [exact(each) for each in answer]
        case dict():
            return {name: exact(each) for name, each in answer.items()}
        case _:
            return Fraction(answer)


def asked(inputs: Inputs, term: Term, outcome: Found, answers: list[Any]) -> None:
    """Compile the explanation and check what the handler, and the term itself, answer to each example."""
    handler = Handler([artifact(recipe(inputs, term, outcome))], allow_unverified=True)
    for row, answer in enumerate(answers):
        point: dict[str, Any] = {column.name: column.values[row] for column in inputs.columns}
        worth = value(term, point)
        assert not isinstance(worth, Stuck)
        context = {c.name: date.fromordinal(point[c.name]) for c in inputs.columns if c.name == "today"}
        reply = handler(utterance(inputs, row), context)
        assert reply.answered, (reply, write(term))
        assert plain(jsonable(reply.value)) == plain(answer), write(term)
        if isinstance(answer, str | bool | int):
            assert worth == answer


def plain(answer: Any) -> Any:
    """Numbers by value, whether JSON writes them as numbers or texts."""
    match answer:
        case dict():
            return {name: plain(each) for name, each in answer.items()}
        case list():
            return [plain(each) for each in answer]
        case bool() | str() if not str(answer).replace(".", "").isdigit():
            return answer
        case _:
            return Fraction(answer)


def utterance(inputs: Inputs, row: int) -> str:
    """The example's request."""
    shown = (c for c in inputs.columns if c.name != "today")
    return " and ".join(f"{c.name} is {_said(c.kind, c.values[row])}" for c in shown)


def _said(kind: str, given: Any) -> str:
    match kind:
        case "date":
            return date.fromordinal(given).isoformat()
        case "monthday":
            return f"{date(2000, given // 100, given % 100):%B} {given % 100}"
        case "time":
            return f"{given // 3600:02}:{given // 60 % 60:02}"
        case "duration":
            return f"{given // 60} minutes"
        case _:
            return str(given)


def recipe(inputs: Inputs, term: Term, outcome: Found) -> str:
    """A recipe that answers with the term."""
    slots = [column for column in inputs.columns if column.name != "today"]
    lines = ["family tried", f'ask "{" and ".join(f"{c.name} is {{{c.name}}}" for c in slots)}"']
    for column in slots:
        members = ", ".join(dict.fromkeys(f'"{value}"' for value in column.values))
        lines.append(f"slot {column.name}: {SLOTS.get(column.kind, f'enum {{{members}}}')}")
    if len(slots) < len(inputs.columns):
        lines.append("context today: date 1970-01-01..2199-12-31")
    lines += [declaration(each) for each in outcome.tables]
    lines += [f"where {write(condition)}" for condition in outcome.conditions]
    return "\n".join([*lines, f"answer {write(term)}"]) + "\n"


N = ("int", [3, 12, 40])
M = ("int", [7, 5, 11])
WHO = ("words", ["anna", "Bob Smith", "c d"])


@pytest.mark.parametrize(
    ("inputs", "answers", "expected"),
    [
        (columns(n=N, m=M), [10, 17, 51], "n + m"),
        (columns(n=N, m=M), ["10", "17", "51"], 'f"{n + m}"'),
        (columns(n=N, m=M), ["$10.00", "$17.00", "$51.00"], 'f"${n + m:.2f}"'),
        (columns(n=N), ["3%", "12%", "40%"], 'f"{n}%"'),
        (columns(n=("int", [20, 33, 47])), ["2,000 km", "3,300 km", "4,700 km"], 'f"{n * 100:,} km"'),
        (columns(n=("int", [1, 4, 7])), ["0.5", "2", "3.5"], 'f"{n / 2}"'),
        (columns(who=WHO), ["hello anna!", "hello Bob Smith!", "hello c d!"], 'f"hello {who}!"'),
        (columns(who=WHO), ["ANNA", "BOB SMITH", "C D"], "upper(who)"),
        (columns(who=WHO), ["Anna", "Bob Smith", "C D"], "title(who)"),
        (columns(who=WHO), ["anna", "bob smith", "c d"], "lower(who)"),
        (columns(n=N), ["it's {3}", "it's {12}", "it's {40}"], 'f"it\\\'s {{{n}}}"'),
        (columns(n=N, m=M), [True, False, False], None),
        (columns(n=N, who=WHO), [{"who": w, "n": n} for n, w in zip(N[1], WHO[1], strict=True)],
         "{who: who, n: n}"),
        (columns(n=N, m=M), [[3, 2, 10], [12, 2, 17], [40, 2, 51]], "[n, 2, n + m]"),
        (columns(n=N), ["yes", "yes", "yes"], '"yes"'),
    ],
)  # fmt: skip
def test_straight(inputs: Inputs, answers: list[Any], expected: str | None) -> None:
    """Numbers, texts, records and lists of slots and terms."""
    if expected is None:
        assert isinstance(explain(inputs, answers, few), NotFound)
        return
    outcome = found(inputs, answers)
    assert outcome.exhausted
    assert expected in [write(term) for term in outcome.terms]
    assert outcome.size >= len(outcome.terms)


def test_rivals_are_kept() -> None:
    """A number that two terms give, and decimal places that no example needs."""
    inputs = columns(n=("int", [2, 2, 2]), m=("int", [3, 4, 5]))
    terms = {write(term) for term in found(inputs, ["6 a", "8 a", "10 a"]).terms}
    assert 'f"{n * m} a"' in terms
    assert len({'f"{m + m} a"', 'f"{m * 2} a"'} & terms) == 1
    money = {write(term) for term in found(columns(n=N), ["0.03", "0.12", "0.40"]).terms}
    assert 'f"{n / 100:.2f}"' in money
    both = {write(term) for term in found(columns(n=("int", [3, 12])), ["0.03", "0.12"]).terms}
    assert {'f"{n / 100:.2f}"', 'f"{n / 100}"'} <= both


def test_commas_that_were_not_seen() -> None:
    """Only numbers below a thousand count where no example says how thousands are written."""
    outcome = found(columns(n=N), ["3 km", "12 km", "40 km"])
    assert {write(each) for each in outcome.conditions} == {"-999 <= n", "n <= 999"}
    assert found(columns(n=("int", [3, 1200])), ["3 km", "1200 km"]).conditions == ()


def test_dates() -> None:
    """Days and months from a date or from today; ends of months; names."""
    today = ("date", [day("2024-01-31"), day("2024-12-30"), day("2023-02-27")])
    n = ("int", [1, 5, 20])
    outcome = found(columns(n=n, today=today), ["2024-02-01", "2025-01-04", "2023-03-19"])
    assert [write(term) for term in outcome.terms] == ['f"{add_days(today, n)}"']
    outcome = found(columns(n=n, today=today), ["2024-02-29", "2025-05-30", "2024-10-27"])
    assert [write(term) for term in outcome.terms] == ['f"{add_months(today, n)}"']
    outcome = found(columns(d=today), ["due 2024-01-31", "due 2024-12-31", "due 2023-02-28"])
    assert 'f"due {add_days(add_months(add_days(d, 1 - day(d)), 1), -1)}"' in map(write, outcome.terms)
    outcome = found(columns(d=today), ["a Wednesday", "a Monday", "a Monday"])
    assert [write(term) for term in outcome.terms] == ['f"a {WEEKDAYS[weekday(d)]}"']
    outcome = found(columns(d=today), ["January", "December", "February"])
    assert "MONTHS[month(d)]" in map(write, outcome.terms)
    assert "year(d)" in map(write, found(columns(d=today), [2024, 2024, 2023]).terms)


def test_days_of_the_year() -> None:
    """A day of the year falls on a date by the year of today."""
    inputs = columns(
        birthday=("monthday", [412, 1101, 229]),
        today=("date", [day("2024-01-31"), day("2023-12-30"), day("2028-02-27")]),
    )
    outcome = found(inputs, ["2024-04-12", "2023-11-01", "2028-02-29"])
    assert 'f"{on_year(birthday, year(today))}"' in map(write, outcome.terms)


def test_times_and_durations() -> None:
    """Times of day, later by a duration; durations between times."""
    start = ("time", [clock("10:30"), clock("23:15"), clock("08:00")])
    length = ("duration", [5400, 3600, 600])
    outcome = found(columns(start=start, length=length), ["12:00", "00:15", "08:10"])
    assert 'f"{add_time(start, length)}"' in map(write, outcome.terms)
    end = ("time", [clock("12:00"), clock("00:15"), clock("09:10")])
    outcome = found(columns(a=start, b=end), ["1 hour 30 minutes", "1 hour", "1 hour 10 minutes"])
    assert 'f"{time_between(a, b)}"' in map(write, outcome.terms)
    outcome = found(columns(n=("int", [2, 3, 10])), ["2 hours", "3 hours", "10 hours"])
    written = set(map(write, outcome.terms))
    assert {'f"{n} hours"', 'f"{hours(n)}"'} <= written


def test_tables() -> None:
    """A table needs every key twice, and says nothing of keys that were not seen."""
    size = ("enum", ["small", "large", "small", "large"])
    inputs = columns(size=size, n=("int", [1, 2, 5, 7]))
    outcome = found(inputs, ["a cup", "a bucket", "a cup", "a bucket"])
    assert [write(term) for term in outcome.terms] == ['f"a {SIZE_ANSWER[size]}"']
    assert [write(each) for each in outcome.conditions] == ["size in SIZE_ANSWER"]
    assert [declaration(each) for each in outcome.tables] == [
        'table SIZE_ANSWER { "large": "bucket", "small": "cup" }'
    ]
    outcome = found(inputs, [3, 99, 3, 99])
    assert "SIZE_ANSWER[size]" in map(write, outcome.terms)
    once = columns(size=("enum", ["small", "large", "huge"]))
    assert isinstance(explain(once, ["a", "b", "c"], few), NotFound)


def test_tables_of_two_fields_have_two_names() -> None:
    """One slot may decide several parts of a record."""
    inputs = columns(size=("enum", ["small", "large", "small", "large"]))
    answers = [{"fee": f, "box": b} for f, b in ((3, "red"), (9, "blue"), (3, "red"), (9, "blue"))]
    outcome = found(inputs, answers)
    assert {table.name for table in outcome.tables} == {"SIZE_FEE", "SIZE_BOX"}


def test_truth() -> None:
    """Comparisons; the gap of a threshold is part of the outcome."""
    inputs = columns(n=("int", [3, 12, 40, 55]))
    outcome = found(inputs, [False, False, True, True])
    assert {"n > 12", "n >= 40"} <= set(map(write, outcome.terms))
    assert Cut(Var("n"), Fraction(12), Fraction(40)) in outcome.cuts
    assert outcome.cuts[0].middle == 26
    inputs = columns(n=("int", [3, 12, 40, 55]), m=("int", [4, 10, 41, 50]))
    assert "n < m" in map(write, found(inputs, [True, False, True, False]).terms)
    assert isinstance(explain(columns(n=N), [True, False, False], few), NotFound)


def test_choices() -> None:
    """Two explanations and a condition, with two examples on each side."""
    inputs = columns(n=("int", [3, 8, 40, 55]), m=("int", [3, 5, 7, 11]))
    outcome = found(inputs, [9, 40, 47, 66], terms=1000)
    written = set(map(write, outcome.terms))
    assert {"n * m if n < 40 else n + m", "n * m if n <= 8 else n + m"} <= written
    assert Cut(Var("n"), Fraction(8), Fraction(40)) in outcome.cuts
    inputs = columns(kind=("enum", ["a", "b", "a", "b"]), n=("int", [3, 8, 40, 55]))
    outcome = found(inputs, [4, 80, 41, 550])
    assert 'n + 1 if kind == "a" else n * 10' in map(write, outcome.terms)


def test_what_is_missing() -> None:
    """Contradictions name the two examples; other answers say what is missing."""
    same = columns(n=("int", [3, 3, 4]))
    assert explain(same, list(map(Fraction, (1, 2, 3))), few) == NotFound(
        "one request has two answers", (0, 1)
    )
    assert contradiction(same, [{"a": True}, {"a": True}, {"a": False}]) is None
    assert contradiction(same, [True, Fraction(1), True]) == (0, 1)
    mixed = explain(columns(n=N), [Fraction(1), "1", Fraction(1)], few)
    assert isinstance(mixed, NotFound)
    assert mixed.missing == "answers of more than one kind: number, text"
    assert mixed.rows == (0, 1)
    hidden = explain(columns(n=N), ["the weather is fine", "the weather is bad", "the end"], few)
    assert isinstance(hidden, NotFound)
    assert "nothing explains" in hidden.missing
    fields = explain(columns(n=N), [{"a": "x"}, {"b": "x"}, {"a": "x"}], few)
    assert fields == NotFound("records with different fields", (0, 1))
    named = explain(columns(n=N), [{"if": "x"}] * 3, few)
    assert isinstance(named, NotFound)
    assert "can be called" in named.missing
    with pytest.raises(ValueError, match="2 answers for 3 examples"):
        explain(columns(n=N), [Fraction(1)] * 2, few)
    with pytest.raises(ValueError, match="2 values for 3 examples"):
        Inputs((Column("n", "int", (1, 2)),), 3)


def test_enumerations_of_numbers_are_numbers() -> None:
    """What an enumeration holds decides how its values may be used."""
    half = columns(part=("enum", [Fraction(1, 2), Fraction(3, 4), 2]), n=("int", [8, 12, 5]))
    assert "n * part" in map(write, explained(half, [4, 9, 10]).terms)
    known = columns(on=("enum", [True, False, True, False]), n=("int", [8, 12, 5, 7]))
    assert "n + 1" in map(write, explained(known, [9, 13, 6, 8]).terms)


def explained(inputs: Inputs, answers: list[Any]) -> Found:
    """The explanations, not compiled."""
    outcome = explain(inputs, [exact(answer) for answer in answers], few)
    assert isinstance(outcome, Found), outcome
    return outcome


def test_plurals() -> None:
    """A number before a plural is not 1 where no example has a 1."""
    assert "n != 1" in map(write, explained(columns(n=N), ["3 cups", "12 cups", "40 cups"]).conditions)
    seen = explained(columns(n=("int", [1, 12, 40])), ["1 cups", "12 cups", "40 cups"])
    assert "n != 1" not in map(write, seen.conditions)
    both = explained(columns(n=N), ["3 days", "12 days", "40 days"])
    assert {'f"{n} days"', 'f"{days(n)}"'} <= set(map(write, both.terms))


def test_dates_are_counted_within_the_calendar() -> None:
    """Conditions say where a date has a value; they hold in all examples."""
    d = ("date", [day("2024-01-31"), day("2024-12-30"), day("2023-02-27")])
    inputs = columns(n=("int", [1, 5, 20]), m=("monthday", [101, 229, 301]), d=d)
    outcome = explained(inputs, ["2024-02-01", "2025-01-04", "2023-03-19"])
    assert {write(each) for each in outcome.conditions} == {
        "days_between(d, date(9999, 12, 31)) >= n",
        "days_between(date(1, 1, 1), d) >= -n",
    }
    for answers in (["2024-01-01", "2024-02-29", "2023-03-01"], ["2024-02-29", "2025-05-30", "2024-10-27"]):
        for condition in explained(inputs, answers).conditions:
            for row in range(3):
                point: dict[str, Any] = {c.name: c.values[row] for c in inputs.columns}
                assert value(condition, point) is True, write(condition)
