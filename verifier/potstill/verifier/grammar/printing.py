"""Lemmas about printing: what a lexicon prints for a value, it reads as this value.

How that is shown, kind by kind. Where the values are few, each is printed and read. Numbers, days and times
are printed in a regular form, canonical numerals with their marks, which is written down here as a transducer
of its own: the lexicon's language includes what it writes (inclusion of automata), and the product of the two
with registers gives equal values to all of it. Free text prints as itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Final

from potstill.ir import grammar as g
from potstill.ir import lexicons as lx
from potstill.ir import types as t
from potstill.ir.binding import Binding
from potstill.ir.calendar import civil
from potstill.ir.lexicons import Lexicon
from potstill.ir.lexicons.build import chain, either, negate
from potstill.ir.lexicons.clock import HOUR, MINUTE, SECOND
from potstill.ir.lexicons.dates import DAY, MONTH, YEAR
from potstill.ir.lexicons.makers import Calendar, Chosen, Elements, Ratio, Scaled, Spelled, Weighted, Yearly
from potstill.ir.lexicons.ordinals import ordinal_digits
from potstill.ir.lexicons.ratios import DENOMINATOR, MULTIPLIER_DENOMINATOR, NUMERATOR, WHOLE
from potstill.ir.lexicons.vocabulary import SPANS
from potstill.ir.normal import fold
from potstill.ir.regular import (
    CapExceeded,
    Census,
    automaton,
    common_word,
    counterexample,
    decimal_steps,
    decimals_between,
    determinise,
    digits_between,
    padded_between,
    steps,
)
from potstill.ir.typing import contains, fits
from potstill.ir.values import Value
from potstill.ir.verdicts import Method, Status
from potstill.verifier.grammar.claims import Claim
from potstill.verifier.grammar.registers import Agreement

MAX_VALUES: Final = 5000
"""Values that are printed and read one by one."""

MAX_STATES: Final = 200_000
"""Of automata and pairs."""

_SPACE: Final = g.Text(" ")
_ANY: Final = g.Repeat(g.Chars(((0, g.MAX_SYMBOL),)), 0, None)


def round_trips(lexicon: Lexicon, binding: Binding) -> Claim:
    """Whether v is among the values of ``print(v)``, for all v that it reads; alone, if lexemes have one."""
    try:
        match lexicon:
            case lx.Choices() | lx.Names() | lx.MonthDays():
                return _one_by_one(lexicon, list(_values(lexicon, binding)), binding)
            case lx.Words() | lx.Wild() | lx.Pattern():
                detail = "free text is said as it is spelled, and its value is its spelling"
                return Claim(Status.PROVED, Method.DATAFLOW, detail)
            case lx.Lists():
                return _of_list(lexicon, binding)
            case _:
                return _of_numerals(lexicon, printed(lexicon))
    except CapExceeded as reached:
        return Claim(Status.UNDECIDED, None, str(reached))


def _values(lexicon: lx.Choices | lx.Names | lx.MonthDays, binding: Binding) -> Iterator[Value]:
    match lexicon:
        case lx.Choices(options):
            yield from (option.value for option in options)
        case lx.Names(name, where):
            yield from dict.fromkeys(entry.value for entry in binding.entries(name, where))
        case lx.MonthDays():
            kind = t.MonthDay()
            yield from (day for day in range(101, 1232) if contains(kind, day))


def _one_by_one(lexicon: Lexicon, values: list[Value], binding: Binding) -> Claim:
    if len(values) > MAX_VALUES:
        return Claim(Status.UNDECIDED, None, f"more than {MAX_VALUES} values")
    for value in values:
        text = lexicon.print(value, binding)
        if value not in lexicon.read(text, binding):
            return Claim(Status.REFUTED, Method.EVALUATION, f"{value!r} is read otherwise", text)
    return Claim(Status.PROVED, Method.ENUMERATION, f"each of {len(values)} values was printed and read")


def _of_numerals(lexicon: Lexicon, form: g.Node) -> Claim:
    """``form`` writes what the lexicon prints, and computes its value in the lexicon's registers."""
    language, maker = lexicon.language(), lexicon.maker()
    missing = counterexample(
        automaton(form, limit=MAX_STATES), automaton(language, limit=MAX_STATES), limit=MAX_STATES
    )
    if missing is not None:
        return Claim(Status.UNDECIDED, None, f"{missing!r} is no lexeme")
    product = Agreement((form, maker), (language, maker), MAX_STATES)
    unlike = next(product.disagreements(), None)
    if unlike is not None:
        return Claim(Status.UNDECIDED, None, f"texts like {unlike!r} may be read otherwise")
    detail = f"it reads all canonical numerals of its values, with their values ({product.explored} pairs)"
    return Claim(Status.PROVED, Method.AUTOMATA, detail)


def printed(lexicon: Lexicon) -> g.Node:
    """What a lexicon of numbers, days, times or durations prints, as a transducer with its maker's registers.

    It may write more: fractions that are not in lowest terms, trailing zeros of decimals.
    """
    match lexicon:
        case lx.Integers(low, high, step):
            return _signed(low, high, step, lambda a, b, r: steps(a, b, step, r) or digits_between(a, b))
        case lx.Decimals(places=places) | lx.Percents(places=places):
            unit: int = 10**places
            step = int(lexicon.step * unit)
            node = _signed(
                int(lexicon.low * unit),
                int(lexicon.high * unit),
                step,
                lambda a, b, r: decimal_steps(a, b, places, step, r) or decimals_between(a, b, places),
            )
            return g.seq(node, g.Text("%")) if isinstance(lexicon, lx.Percents) else node
        case lx.Money():
            return _money(lexicon)
        case lx.Ordinals(low, high):
            return ordinal_digits(low, high, grouped=False)
        case lx.Fractions(limit, low, high):
            minus = chain(g.Text("-"), _ratios(max(-high, Fraction(1)), -low, limit), *map(negate, (0, 1)))
            return either(
                _ratios(max(low, Fraction(0)), high, limit) if high >= 0 else g.NOTHING,
                minus if low < 0 else g.NOTHING,
            )
        case lx.Multipliers(low, high):
            return chain(_ratios(low, high, MULTIPLIER_DENOMINATOR), g.Text(" times"))
        case lx.Dates(_, low, high):
            return _dates(civil(low)[0], civil(high)[0])
        case lx.Times():
            seconds = g.seq(g.Text(":"), padded_between(1, 59, 2, SECOND))
            minutes = g.seq(g.Text(":"), padded_between(0, 59, 2, MINUTE))
            return g.seq(padded_between(0, 23, 2, HOUR), minutes, g.optional(seconds))
        case lx.Durations(low, high):
            return _durations(low, high)
        case _:
            raise TypeError(f"a {type(lexicon).__name__} prints no numerals")


def _signed(low: int, high: int, step: int, unsigned: Callable[[int, int, int], g.Node]) -> g.Node:
    positive = unsigned(max(low, 0), high, low % step) if high >= 0 else g.NOTHING
    negative = unsigned(max(-high, 1), -low, -low % step) if low < 0 else g.NOTHING
    return either(positive, chain(g.Text("-"), negative, negate()))


def _money(lexicon: lx.Money) -> g.Node:
    known = lx.CURRENCIES[lexicon.currency]
    unit: int = 10**lexicon.places

    def amount(low: int, high: int, _residue: int) -> g.Node:
        node = decimals_between(low, high, lexicon.places, shown={0, lexicon.places})
        if known.symbols:
            return chain(g.Text(fold(known.symbols[0])), node)
        return chain(node, g.Text(f" {known.code.lower()}"))

    return _signed(int(lexicon.low * unit), int(lexicon.high * unit), 1, amount)


def _ratios(low: Fraction, high: Fraction, limit: int) -> g.Node:
    slashed = chain(
        digits_between(1, floor(high * limit), NUMERATOR),
        g.Text("/"),
        digits_between(2, limit, DENOMINATOR) if limit > 1 else g.NOTHING,
    )
    return either(digits_between(ceil(low), floor(high), WHOLE), slashed)


def _dates(first: int, last: int) -> g.Node:
    days: list[g.Node] = []
    for length, months in ((31, (1, 3, 5, 7, 8, 10, 12)), (30, (4, 6, 9, 11)), (29, (2,))):
        month = either(*(padded_between(each, each, 2, MONTH) for each in months))
        days.append(g.seq(month, g.Text("-"), padded_between(1, length, 2, DAY)))
    return g.seq(padded_between(first, last, 4, YEAR), g.Text("-"), either(*days))


def _durations(low: int, high: int) -> g.Node:
    def count(unit: int, most: int) -> g.Node:
        names = SPANS[unit][1]
        one = g.seq(digits_between(1, 1, unit), g.Text(f" {names[0]}"))
        return either(
            one if most else g.NOTHING, chain(digits_between(2, most, unit), g.Text(f" {names[1]}"))
        )

    parts: list[g.Node] = [g.Text("0 seconds")] if low == 0 else []
    for unit, (size, _, _) in enumerate(SPANS[1:], start=1):
        smaller = [
            g.optional(g.seq(_SPACE, count(below, SPANS[below - 1][0] // SPANS[below][0] - 1)))
            for below in range(unit + 1, len(SPANS))
        ]
        parts.append(chain(count(unit, high // size), *smaller))
    return either(*parts)


def _of_list(lexicon: lx.Lists, binding: Binding) -> Claim:
    """``print`` gives only what reads back, or refuses; this is about whether it ever refuses.

    With semicolons between them, items without one can be cut in one way alone. A single item must not read
    as several.
    """
    item = round_trips(lexicon.item, binding)
    if item.status is not Status.PROVED:
        return Claim(Status.UNDECIDED, None, f"its items: {item.detail}")
    if isinstance(lexicon.item, lx.Pattern | lx.Choices | lx.Names):
        return Claim(Status.UNDECIDED, None, "its items may hold what separates items")
    node, _ = lexicon.under(binding)
    parts = node.parts if isinstance(node, g.Alt) else (node,)
    semicolon = g.seq(_ANY, g.Text(";"), _ANY)
    for part in {id(each): each for each in g.walk(node) if isinstance(each, g.Item)}.values():
        items = automaton(part.lexicon.language(), limit=MAX_STATES)
        if common_word(items, automaton(semicolon), limit=MAX_STATES) is not None:
            return Claim(Status.UNDECIDED, None, "its items may hold a semicolon")
    if lexicon.low == 1 and len(parts) > 1:
        free = isinstance(lexicon.item, lx.Words)
        single = parts[0] if free else printed(lexicon.item)
        both = common_word(automaton(single), automaton(g.alt(*parts[1:])), limit=MAX_STATES)
        if both is not None:
            return Claim(Status.UNDECIDED, None, f"{both!r} is one item and several")
    detail = f"semicolons always tell its items apart; items: {item.detail}"
    return Claim(Status.PROVED, Method.AUTOMATA, detail)


def stays_typed(lexicon: Lexicon, binding: Binding) -> Claim:
    """Whether all that is read lies in the value type: the maker's own conditions say so."""
    kind = lexicon.value_type()
    _, maker = lexicon.under(binding)
    detail = "the maker gives no other value"
    match maker, kind:
        case Scaled(places, low, high), t.Number():
            unit: int = 10**places
            within = fits(t.Number(Fraction(low, unit), Fraction(high, unit), places), kind)
        case Ratio(_, low, high), t.Number():
            within = fits(t.Number(Fraction(low), Fraction(high), None), kind)
        case Calendar(low, high), t.Date():
            within = fits(t.Date(low, high), kind)
        case Weighted(_, low, high), t.Duration():
            within = fits(t.Duration(low, high), kind)
        case Weighted(_, low, high), t.Time():
            within = low >= 0 and high < t.SECONDS_A_DAY
        case Chosen(values), _:
            within = all(contains(kind, value) for value in values)
        case Yearly(), t.MonthDay():
            read = Census(determinise(automaton(lexicon.language()))).words()
            within = all(contains(kind, value) for word in read for value in lexicon.read(word))
            detail = "each lexeme was read"
        case Spelled(), t.Text():
            within, detail = True, "a reading whose spelling is not of the type is none (clause R4)"
        case Elements(low, high), t.List(_, shortest, longest) if isinstance(lexicon, lx.Lists):
            items = stays_typed(lexicon.item, binding)
            within = items.status is Status.PROVED and shortest <= low and high <= longest
        case _:
            within = False
    if within:
        return Claim(Status.PROVED, Method.TYPES, detail)
    return Claim(Status.UNDECIDED, None, "what its maker gives may lie outside of the type")
