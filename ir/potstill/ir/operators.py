"""The table of operators: one row for each, and every fact about it.

The type checker, the interpreters, the bounds and the manual read this table. What an operator computes is
said, exactly, by :mod:`potstill.ir.reference.evaluate`, whose arms stand in the same order.
"""

from __future__ import annotations

from potstill.ir import extents, failures, rules, rules_calendar, rules_lists, rules_text
from potstill.ir.errors import ErrorCode, FaultCode, TypeFault
from potstill.ir.operator import Category, Holds, Operator, Work
from potstill.ir.program import Node, Program
from potstill.ir.rules import Operand, Types
from potstill.ir.types import Type

__all__ = ["BY_NAME", "OPERATORS", "may_fail", "operand", "result"]

_LEAVES, _LOGIC, _NUMBERS, _LISTS = Category.LEAVES, Category.LOGIC, Category.NUMBERS, Category.LISTS
_TEXTS, _DATES, _TIMES, _DURATIONS = Category.TEXTS, Category.DATES, Category.TIMES, Category.DURATIONS
_TABLES, _RECORDS = Category.TABLES, Category.RECORDS
_ZERO, _ONE, _TWO, _SOME = (0, 0), (1, 1), (2, 2), (2, None)
_BY_ZERO, _EMPTY = (ErrorCode.DIVISION_BY_ZERO,), (ErrorCode.EMPTY_LIST,)

OPERATORS = (
    Operator("const", _LEAVES, ("12", "0.05", '"red"', "true", "none"), _ZERO, None,
             "The constant itself.", "12 == 12.0", holds=Holds.VALUE),
    Operator("slot", _LEAVES, ("n",), _ZERO, None,
             "The value that the utterance gives to a slot.", "n == 1", holds=Holds.NAME),
    Operator("context", _LEAVES, ("today",), _ZERO, None,
             "What the host says about the world: a declared field of the context.",
             "year(today) == 2024", holds=Holds.NAME),
    Operator("element", _LEAVES, ("x",), _ZERO, None,
             "The element that the enclosing comprehension looks at.", "[x for x in [1, 2]] == [1, 2]"),

    Operator("not", _LOGIC, ("not a",), _ONE, rules.logical,
             "True if the argument is false.", "not false"),
    Operator("and", _LOGIC, ("a and b",), _SOME, rules.logical,
             "True if all are; from left to right, up to the first that is false.",
             "not (true and false)", lazy=True),
    Operator("or", _LOGIC, ("a or b",), _SOME, rules.logical,
             "True if one is; from left to right, up to the first that is true.",
             "false or true", lazy=True),
    Operator("if", _LOGIC, ("x if c else y",), (3, 3), rules.choice,
             "The first value if the condition is true, else the second; the other one is not computed.",
             "(1 if 2 < 3 else 0) == 1", lazy=True),
    Operator("eq", _LOGIC, ("a == b",), _TWO, rules.equality,
             "Whether two values of one kind are equal; texts are if their normal forms are.",
             '"Red" == "red"'),
    Operator("ne", _LOGIC, ("a != b",), _TWO, rules.equality,
             "Whether two values of one kind differ.", "1/2 != 1/3"),
    Operator("lt", _LOGIC, ("a < b",), _TWO, rules.order,
             "Whether the left one of two values that have an order is less, earlier or shorter.",
             "date(2024, 2, 29) < date(2024, 3, 1)"),
    Operator("le", _LOGIC, ("a <= b",), _TWO, rules.order,
             "Whether the left one is less or equal.", "1/3 <= 0.34"),
    Operator("gt", _LOGIC, ("a > b",), _TWO, rules.order,
             "Whether the left one is greater, later or longer.", "time(12, 0) > time(0, 0)"),
    Operator("ge", _LOGIC, ("a >= b",), _TWO, rules.order,
             "Whether the left one is greater or equal.", "minutes(60) >= hours(1)"),

    Operator("neg", _NUMBERS, ("-a",), _ONE, rules.negate,
             "The number or duration with the other sign.", "-(2 - 5) == 3"),
    Operator("add", _NUMBERS, ("a + b",), _TWO, rules.add,
             "The sum of two numbers or two durations.", "0.1 + 0.2 == 0.3", extent=extents.addition),
    Operator("sub", _NUMBERS, ("a - b",), _TWO, rules.subtract,
             "The difference of two numbers or two durations.", "1/2 - 1/3 == 1/6", extent=extents.addition),
    Operator("mul", _NUMBERS, ("a * b",), _TWO, rules.multiply,
             "The product of two numbers, or of a duration and a whole number.",
             "minutes(20) * 3 == hours(1)", extent=extents.product),
    Operator("div", _NUMBERS, ("a / b",), _TWO, rules.divide,
             "The exact quotient of two numbers or two durations; never rounded.",
             "7 / 2 == 3.5", _BY_ZERO, failures.division, extents.quotient),
    Operator("floordiv", _NUMBERS, ("a // b",), _TWO, rules.floor_divide,
             "The greatest whole number not above the quotient; a duration divided by a whole number is "
             "the greatest duration of whole seconds not above the quotient.",
             "-7 // 2 == -4", _BY_ZERO, failures.division),
    Operator("mod", _NUMBERS, ("a % b",), _TWO, rules.modulo,
             "The rest a - b * (a // b), which has the divisor's sign; of two numbers or two durations.",
             "-7 % 2 == 1", _BY_ZERO, failures.division, extents.addition),
    Operator("pow", _NUMBERS, ("x ** n",), _TWO, rules.power,
             "The product of n factors x, for a whole number n from 0 to 1000; x ** 0 is 1.",
             "1.1 ** 2 == 1.21", extent=extents.power, work=Work.RESULT),
    Operator("abs", _NUMBERS, ("abs(x)",), _ONE, rules.absolute,
             "The number or duration without its sign.", "abs(-2.5) == 2.5"),
    Operator("min", _NUMBERS, ("min(a, b)",), _SOME, rules.minimum,
             "The least of two or more values of one kind that has an order.", "min(3, 1, 2) == 1"),
    Operator("max", _NUMBERS, ("max(a, b)",), _SOME, rules.maximum,
             "The greatest of two or more values of one kind that has an order.", "max(3, 1, 2) == 3"),
    Operator("round", _NUMBERS, ("round(x, places, mode)",), _ONE, rules.round_to,
             "The nearest multiple of 10 ** -places, or the one that the mode says; see Rounding.",
             "round(2.675, 2, half_even) == 2.68", holds=Holds.ROUNDING),
    Operator("floor", _NUMBERS, ("floor(x)",), _ONE, rules.floor,
             "The greatest whole number that is not above x.", "floor(-2.5) == -3"),
    Operator("ceil", _NUMBERS, ("ceil(x)",), _ONE, rules.ceil,
             "The least whole number that is not below x.", "ceil(-2.5) == -2"),

    Operator("list", _LISTS, ("[a, b, c]",), (0, None), rules_lists.display,
             "The list of the values, in order.", "len([1, 1]) == 2"),
    Operator("index", _LISTS, ("xs[i]",), _TWO, rules_lists.index,
             "The element at a position, counted from 0; there are no negative positions.",
             "[5, 6, 7][1] == 6", (ErrorCode.INDEX_OUT_OF_RANGE,), failures.indexing),
    Operator("len", _LISTS, ("len(xs)",), _ONE, rules_lists.length,
             "How many elements a list has, or how many code points a text.", 'len("cup") == 3'),
    Operator("sum", _LISTS, ("sum(xs)", "sum(e for x in xs if c)"), _ONE, rules_lists.total,
             "The sum of a list of numbers or durations; 0 for the empty one.",
             "sum([0.5, 1/2]) == 1", extent=extents.total, work=Work.ELEMENTS),
    Operator("any", _LISTS, ("any(xs)", "any(e for x in xs if c)"), _ONE, rules_lists.quantifier,
             "Whether an element is true; all of them are computed.", "not any(x > 2 for x in [1, 2])"),
    Operator("all", _LISTS, ("all(xs)", "all(e for x in xs if c)"), _ONE, rules_lists.quantifier,
             "Whether no element is false; all of them are computed.", "all(x > 0 for x in [1, 2])"),
    Operator("least", _LISTS, ("min(xs)",), _ONE, rules_lists.extremum,
             "The least element of a list.", "min([3, 1, 2]) == 1",
             _EMPTY, failures.emptiness, work=Work.ELEMENTS),
    Operator("greatest", _LISTS, ("max(xs)",), _ONE, rules_lists.extremum,
             "The greatest element of a list.", "max([3, 1, 2]) == 3",
             _EMPTY, failures.emptiness, work=Work.ELEMENTS),
    Operator("sorted", _LISTS, ("sorted(xs)",), _ONE, rules_lists.sort,
             "The elements in rising order.", "sorted([3, 1, 2]) == [1, 2, 3]",
             work=Work.COMPARISONS),
    Operator("contains", _LISTS, ("x in xs", "x not in xs"), _TWO, rules_lists.membership,
             "Whether an element of the list is equal to the value.", '"RED" in ["red", "blue"]',
             work=Work.ELEMENTS),
    Operator("each", _LISTS, ("[e for x in xs]", "[e for x in xs if c]"), (3, 4), rules_lists.each,
             "The values of an expression for every element of a list, in order, or for those that fulfil "
             "a condition.", "[x * x for x in [1, 2, 3] if x != 2] == [1, 9]",
             extent=extents.body, work=Work.PASSES),
    Operator("join", _LISTS, ("join(xs, separator)",), _ONE, rules_text.concatenation,
             "The texts of a list as one text, with the separator between them.",
             'join(["a", "b"], ", ") == "a, b"', extent=extents.joined, holds=Holds.SEPARATOR),

    Operator("lookup", _TABLES, ("TABLE[x]",), _ONE, rules_lists.lookup,
             "The value in the row whose key is equal to x; in a table of ranges, in the first row whose "
             "bound is not below x.", "FEES[n] == 5", (ErrorCode.KEY_MISSING,), failures.missing_key,
             work=Work.HALVINGS, holds=Holds.TABLE),
    Operator("has", _TABLES, ("x in TABLE", "x not in TABLE"), _ONE, rules_lists.has_key,
             "Whether the table has a row for x.", "20 not in FEES", work=Work.HALVINGS, holds=Holds.TABLE),

    Operator("record", _RECORDS, ("{name: x, other: y}",), (0, None), rules_lists.record,
             "The record of the named values, in the order of writing.",
             "{a: n, b: 2} == {a: 1, b: 2}", holds=Holds.FIELDS),
    Operator("present", _RECORDS, ("present(x)",), _ONE, rules_lists.presence,
             "Whether an optional value is there.", "not present(tip)"),
    Operator("default", _RECORDS, ("default(x, y)",), _TWO, rules_lists.default,
             "The optional value if it is there, else the second value.",
             "default(tip, 3) == 3"),

    Operator("format", _TEXTS, ('f"{x}"', 'f"{x:.2f}"', 'f"{x:,}"', 'f"{x:,.2f}"'), (0, None),
             rules_text.format, "A text with values written into it; see Formats.",
             'f"{1234.5:,.2f} in all" == "1,234.50 in all"', extent=extents.formatted, holds=Holds.PIECES),
    Operator("upper", _TEXTS, ("upper(t)",), _ONE, rules_text.upper,
             "The text in upper case, code point by code point.", 'upper("red") == "RED"'),
    Operator("lower", _TEXTS, ("lower(t)",), _ONE, rules_text.lower,
             "The text in lower case, code point by code point.", 'lower("Red") == "red"'),
    Operator("title", _TEXTS, ("title(t)",), _ONE, rules_text.title,
             "The text with the first code point of each word in upper case and the others in lower case.",
             'title("new york") == "New York"'),

    Operator("date", _DATES, ("date(y, m, d)",), (3, 3), rules_calendar.date,
             "The day of the Gregorian calendar, years 1 to 9999.",
             "date(2024, 2, 29) == add_days(date(2024, 2, 28), 1)",
             (ErrorCode.INVALID_DATE,), failures.no_such_day),
    Operator("year", _DATES, ("year(d)",), _ONE, rules_calendar.year,
             "The year of a date.", "year(date(2024, 2, 29)) == 2024"),
    Operator("month", _DATES, ("month(d)",), _ONE, rules_calendar.month,
             "The month, 1 to 12, of a date or of a day of the year.", "month(date(2024, 2, 29)) == 2"),
    Operator("day", _DATES, ("day(d)",), _ONE, rules_calendar.day,
             "The day of the month, 1 to 31, of a date or of a day of the year.",
             "day(date(2024, 2, 29)) == 29"),
    Operator("weekday", _DATES, ("weekday(d)",), _ONE, rules_calendar.weekday,
             "The day of the week of a date, 1 for Monday to 7 for Sunday.",
             "weekday(date(2024, 2, 29)) == 4"),
    Operator("add_days", _DATES, ("add_days(d, n)",), _TWO, rules_calendar.add_days,
             "The date n days later (earlier, if n is negative).",
             "add_days(date(2023, 12, 31), 1) == date(2024, 1, 1)",
             (ErrorCode.OUT_OF_CALENDAR,), failures.beyond_days),
    Operator("add_months", _DATES, ("add_months(d, n)",), _TWO, rules_calendar.add_months,
             "The same day of the month n months later, or the last of that month if it is shorter.",
             "add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)",
             (ErrorCode.OUT_OF_CALENDAR,), failures.beyond_months),
    Operator("days_between", _DATES, ("days_between(a, b)",), _TWO, rules_calendar.days_between,
             "The days from a to b, negative if b is earlier.",
             "days_between(date(2024, 2, 28), date(2024, 3, 1)) == 2"),
    Operator("on_year", _DATES, ("on_year(m, y)",), _TWO, rules_calendar.on_year,
             "The date of a day of the year in a year; 29 February only where the year has it.",
             "on_year(birthday, 2024) == date(2024, 2, 29)",
             (ErrorCode.INVALID_DATE,), failures.not_that_year),

    Operator("time", _TIMES, ("time(h, m)",), _TWO, rules_calendar.time,
             "The time of day of an hour, 0 to 23, and a minute, 0 to 59.",
             "time(14, 30) == add_time(time(14, 0), minutes(30))",
             (ErrorCode.OUT_OF_RANGE,), failures.no_such_time),
    Operator("hour", _TIMES, ("hour(t)",), _ONE, rules_calendar.hour,
             "The hour of a time of day, 0 to 23.", "hour(time(14, 30)) == 14"),
    Operator("minute", _TIMES, ("minute(t)",), _ONE, rules_calendar.sixtieth,
             "The minute of a time of day, 0 to 59.", "minute(time(14, 30)) == 30"),
    Operator("second", _TIMES, ("second(t)",), _ONE, rules_calendar.sixtieth,
             "The second of a time of day, 0 to 59.", "second(time(14, 30)) == 0"),
    Operator("add_time", _TIMES, ("add_time(t, d)",), _TWO, rules_calendar.add_time,
             "The time of day a duration later, past midnight if need be.",
             "add_time(time(23, 30), hours(1)) == time(0, 30)"),
    Operator("time_between", _TIMES, ("time_between(a, b)",), _TWO, rules_calendar.time_between,
             "The duration from a forward to b, past midnight if b is earlier; less than 24 hours.",
             "time_between(time(23, 0), time(1, 0)) == hours(2)"),

    Operator("seconds", _DURATIONS, ("seconds(n)",), _ONE, rules_calendar.seconds,
             "The duration of n seconds.", "seconds(90) / minutes(1) == 1.5"),
    Operator("minutes", _DURATIONS, ("minutes(n)",), _ONE, rules_calendar.minutes,
             "The duration of n minutes.", "minutes(90) // hours(1) == 1"),
    Operator("hours", _DURATIONS, ("hours(n)",), _ONE, rules_calendar.hours,
             "The duration of n hours.", "hours(1) % minutes(25) == minutes(10)"),
    Operator("days", _DURATIONS, ("days(n)",), _ONE, rules_calendar.days,
             "The duration of n days of 24 hours.", "days(1) == hours(24)"),
)  # fmt: skip

BY_NAME = {row.name: row for row in OPERATORS}


def result(name: str, args: Types, data: Operand = None) -> Type:
    """The type of an operation. TypeFault if it is ill-typed; KeyError for no operator; not for leaves."""
    row = BY_NAME[name]
    least, greatest = row.arity
    if len(args) < least or (greatest is not None and len(args) > greatest):
        raise TypeFault(FaultCode.WRONG_ARITY, None, _arity(least, greatest))
    assert row.type_rule is not None, f"the type of {name} is declared"
    return row.type_rule(args, data)


def may_fail(name: str, args: Types, data: Operand = None) -> tuple[ErrorCode, ...]:
    """The errors that well-typed arguments of these types do not exclude."""
    return BY_NAME[name].error_rule(args, data)


def operand(node: Node, program: Program) -> Operand:
    """What the rules of a node's operator read beside types: its data, or the table that it names."""
    if BY_NAME[node.op].holds is Holds.TABLE:
        assert isinstance(node.data, str)
        return program.table(node.data)
    return node.data


def _arity(least: int, greatest: int | None) -> str:
    if greatest is None:
        return f"{least} or more arguments"
    return f"{least} arguments" if least == greatest else f"{least} to {greatest} arguments"
