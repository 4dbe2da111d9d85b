"""How numbers are computed: which representation, which span, charged by the operation or not.

Every function makes the code of one operator from its operands. Sums and products of numbers on decimal
grids are integer operations at a common scale; so is division by a constant with a finite decimal
inverse. Other divisions make rationals, unless a rounding takes the quotient at once.
"""

from __future__ import annotations

from fractions import Fraction

from potstill.ir.caps import MAX_EXPONENT
from potstill.ir.program import Rounding
from potstill.ir.rounding import decimal_places
from potstill.runtime.code import rationals, wide, words
from potstill.runtime.code.base import IntCode
from potstill.runtime.code.cells import IntCell
from potstill.runtime.code.operand import (
    MAX_SCALE,
    Fixed,
    Malformed,
    Numeric,
    Ratio,
    Site,
    Span,
    affine,
    common,
    fixed,
    number,
    ratio,
    toll,
    within,
    word,
)
from potstill.runtime.code.rounding import FLOOR, MODES, RoundConst, RoundQuotient, RoundRatio


def deeper(*operands: Numeric) -> int:
    """The depth of code that evaluates the operands."""
    return 1 + max(operand.depth for operand in operands)


def constant_of(operand: Numeric) -> Fraction | None:
    """The operand's value, if it is a constant."""
    match operand:
        case Fixed(words.IntConst() as code, scale):
            return Fraction(code.constant, 10**scale)
        case Ratio(rationals.RatioConst() as code):
            return Fraction(*code.constant)
        case _:
            return None


def rational(operation: int, left: Numeric, right: Numeric, site: Site) -> Ratio:
    """An operation on two rationals."""
    one, other = ratio(left, site), ratio(right, site)
    code = rationals.Arithmetic(operation, one.code, other.code, site.node, site.what)
    return Ratio(code, deeper(one, other))


def add(left: Numeric, right: Numeric, site: Site) -> Numeric:
    """left + right."""
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        return rational(rationals.ADD, left, right, site)
    one, other = common([left, right], site)
    for operand, rest in ((one, other), (other, one)):
        if isinstance(operand.code, words.IntConst):
            return affine(rest, 1, operand.code.constant, rest.scale, site)
    one, other = toll(one, site), toll(other, site)
    span = None
    if one.span is not None and other.span is not None:
        span = word(one.span[0] + other.span[0], one.span[1] + other.span[1])
    pair = _cells(one, other)
    code: IntCode = words.AddCells(*pair) if pair else words.Add(one.code, other.code)
    return Fixed(code, one.scale, span, deeper(one, other))


def subtract(left: Numeric, right: Numeric, site: Site) -> Numeric:
    """left - right."""
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        return rational(rationals.SUB, left, right, site)
    one, other = common([left, right], site)
    if isinstance(other.code, words.IntConst):
        return affine(one, 1, -other.code.constant, one.scale, site)
    if isinstance(one.code, words.IntConst):
        return affine(other, -1, one.code.constant, other.scale, site)
    one, other = toll(one, site), toll(other, site)
    span = None
    if one.span is not None and other.span is not None:
        span = word(one.span[0] - other.span[1], one.span[1] - other.span[0])
    pair = _cells(one, other)
    code: IntCode = words.SubCells(*pair) if pair else words.Sub(one.code, other.code)
    return Fixed(code, one.scale, span, deeper(one, other))


def multiply(left: Numeric, right: Numeric, site: Site) -> Numeric:
    """left * right."""
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        return rational(rationals.MUL, left, right, site)
    scale = left.scale + right.scale
    if scale > MAX_SCALE:
        return rational(rationals.MUL, left, right, site)
    for operand, rest in ((left, right), (right, left)):
        if isinstance(operand.code, words.IntConst) and operand.span is not None:
            return affine(rest, operand.code.constant, 0, scale, site)
    if left.span is None or right.span is None:
        code: IntCode = wide.Wide(wide.MUL, left.code, right.code, site.node, site.what)
        return Fixed(code, scale, None, deeper(left, right))
    corners = [x * y for x in left.span for y in right.span]
    pair = _cells(left, right)
    code = words.MulCells(*pair) if pair else words.Mul(left.code, right.code)
    return Fixed(code, scale, word(min(corners), max(corners)), deeper(left, right))


def divide(left: Numeric, right: Numeric, site: Site) -> Numeric:
    """left / right, exactly."""
    divisor = constant_of(right)
    if divisor and isinstance(left, Fixed):
        places = decimal_places(1 / divisor)
        if places is not None and left.scale + places <= MAX_SCALE:
            return multiply(left, number(1 / divisor), site)
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        return rational(rationals.DIV, left, right, site)
    one, other = common([left, right], site)
    return Ratio(rationals.Quotient(one.code, other.code, site.node, site.what), deeper(one, other))


def floor_divide(left: Numeric, right: Numeric, site: Site) -> Numeric:
    """floor(left / right)."""
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        dividend, divisor = ratio(left, site), ratio(right, site)
        quotient = rationals.FloorQuotient(dividend.code, divisor.code, site.node, site.what)
        return Fixed(quotient, 0, None, deeper(dividend, divisor))
    one, other = common([left, right], site)
    if one.span is None or other.span is None:
        code: IntCode = wide.Wide(wide.FLOORDIV, one.code, other.code, site.node, site.what)
        return Fixed(code, 0, None, deeper(one, other))
    low, high = one.span
    least, greatest = other.span
    farthest = max(-low, high)
    if least > 0 or greatest < 0:
        corners = [x // y for x in one.span for y in other.span]
        span = min(corners), max(corners)
    else:
        span = -farthest, farthest
    if isinstance(other.code, words.IntConst) and other.code.constant:
        code = words.FloorDivConst(one.code, other.code.constant)
    else:
        code = words.FloorDiv(one.code, other.code, site.node, site.what)
    return Fixed(code, 0, word(*span), deeper(one, other))


def modulo(left: Numeric, right: Numeric, site: Site) -> Numeric:
    """left - right * floor(left / right)."""
    if isinstance(left, Ratio) or isinstance(right, Ratio):
        return rational(rationals.MOD, left, right, site)
    one, other = common([left, right], site)
    span = None if other.span is None else (min(other.span[0] + 1, 0), max(other.span[1] - 1, 0))
    if one.span is None or other.span is None:
        code: IntCode = wide.Wide(wide.MOD, one.code, other.code, site.node, site.what)
    elif isinstance(other.code, words.IntConst) and other.code.constant:
        code = words.ModConst(one.code, other.code.constant)
    else:
        code = words.Mod(one.code, other.code, site.node, site.what)
    return Fixed(code, one.scale, span, deeper(one, other))


def power(base: Numeric, exponent: Numeric, site: Site) -> Numeric:
    """base ** exponent, for a whole exponent from 0 to the cap."""
    whole = within(fixed(exponent, 0, site), 0, MAX_EXPONENT, site)
    assert whole.span is not None
    times = whole.code.constant if isinstance(whole.code, words.IntConst) else None
    scale = 0 if times is None else times
    if isinstance(base, Ratio) or (base.scale and times is None) or base.scale * scale > MAX_SCALE:
        body = ratio(base, site)
        raised = rationals.Power(body.code, whole.code, site.node, site.what)
        return Ratio(raised, deeper(body, whole))
    span: Span = None
    if base.span is not None:
        size = max(-base.span[0], base.span[1])
        if size.bit_length() * whole.span[1] <= 128:
            largest: int = size ** whole.span[1]
            span = word(-largest if base.span[0] < 0 else 0, max(largest, 1))
    if span is not None:
        code: IntCode = words.Pow(base.code, whole.code)
    else:
        code = wide.Wide(wide.POW, base.code, whole.code, site.node, site.what)
    return Fixed(code, base.scale * scale, span, deeper(base, whole))


def negate(body: Numeric, site: Site) -> Numeric:
    """-body."""
    if isinstance(body, Fixed):
        return affine(body, -1, 0, body.scale, site)
    return Ratio(rationals.Negative(body.code, False, site.node, site.what), deeper(body))


def absolute(body: Numeric, site: Site) -> Numeric:
    """The distance of body from zero."""
    if isinstance(body, Ratio):
        return Ratio(rationals.Negative(body.code, True, site.node, site.what), deeper(body))
    paid = toll(body, site)
    span = None
    if body.span is not None:
        low, high = body.span
        span = (0 if low <= 0 <= high else min(abs(low), abs(high))), max(-low, high)
    return Fixed(words.Abs(paid.code), body.scale, span, deeper(paid))


def extreme(parts: list[Numeric], largest: bool, site: Site) -> Numeric:
    """The least of the parts, or the greatest."""
    known = [part for part in parts if isinstance(part, Fixed)]
    if len(known) < len(parts):
        exact = [ratio(part, site) for part in parts]
        codes = [part.code for part in exact]
        return Ratio(rationals.RatioExtreme(codes, largest, site.node, site.what), deeper(*exact))
    known = [toll(part, site) for part in common(known, site)]
    spans = [part.span for part in known if part.span is not None]
    span = None
    if len(spans) == len(known):
        pick = max if largest else min
        span = pick(low for low, _ in spans), pick(high for _, high in spans)
    if len(known) == 2:
        code: IntCode = (words.Larger if largest else words.Smaller)(known[0].code, known[1].code)
    else:
        code = words.Extreme([part.code for part in known], largest)
    return Fixed(code, known[0].scale, span, deeper(*known))


def rounded(body: Numeric, rounding: Rounding, site: Site) -> Numeric:
    """body to a multiple of 10**-places."""
    mode, places = MODES.get(rounding.mode), rounding.places
    if mode is None or abs(places) > MAX_SCALE:
        raise Malformed(site.node, "no such rounding")
    grid, unit = max(places, 0), 10 ** max(-places, 0)
    if isinstance(body, Ratio):
        code: IntCode = RoundRatio(body.code, 10**grid, unit, mode, site.node, site.what)
        return affine(Fixed(code, grid, None, deeper(body)), unit, 0, grid, site)
    if body.scale <= places:
        return body
    divisor = 10 ** (body.scale - places)
    if body.span is None:
        code = wide.WideRound(body.code, divisor, mode, site.node, site.what)
        return affine(Fixed(code, grid, None, deeper(body)), unit, 0, grid, site)
    span = word(body.span[0] // divisor, -(-body.span[1] // divisor))
    directed = mode == FLOOR
    code = words.FloorDivConst(body.code, divisor) if directed else RoundConst(body.code, divisor, mode)
    return affine(Fixed(code, grid, span, deeper(body)), unit, 0, grid, site)


def rounded_quotient(left: Numeric, right: Numeric, rounding: Rounding, site: Site, outer: Site) -> Numeric:
    """left / right to a multiple of 10**-places; ``site`` is the division's, ``outer`` the rounding's."""
    small = isinstance(left, Fixed) and isinstance(right, Fixed) and left.span and right.span
    if not small or constant_of(right) is not None or not 0 <= rounding.places <= MAX_SCALE:
        return rounded(divide(left, right, site), rounding, outer)
    assert isinstance(left, Fixed)
    assert isinstance(right, Fixed)
    shift = right.scale + rounding.places - left.scale
    one = affine(left, 10 ** max(shift, 0), 0, 0, site)
    other = affine(right, 10 ** max(-shift, 0), 0, 0, site)
    code = RoundQuotient(one.code, other.code, MODES[rounding.mode], site.node, site.what)
    span = None
    if one.span is not None:
        farthest = max(-one.span[0], one.span[1])
        span = -farthest, farthest
    return Fixed(code, rounding.places, span, deeper(one, other))


def floor(body: Numeric, site: Site) -> Numeric:
    """The greatest whole number that is not above body."""
    return rounded(body, Rounding(0, "floor"), site)


def ceil(body: Numeric, site: Site) -> Numeric:
    """The least whole number that is not below body."""
    return rounded(body, Rounding(0, "ceil"), site)


def _cells(left: Fixed, right: Fixed) -> tuple[int, int] | None:
    """The cells that the two are read from, if both are."""
    if isinstance(left.code, IntCell) and isinstance(right.code, IntCell):
        return left.code.cell, right.code.cell
    return None
