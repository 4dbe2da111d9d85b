"""Where the expressions of a printed recipe stand, without parsing it.

Families keep the place of every operation in their recipe's text. A tree that a program built has no places;
these give it those that the parser would give to its printed form, for the few forms that importers write.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from potstill.compiler import syntax as s
from potstill.compiler.layout import quoted
from potstill.ir.program import Span

_BLANK: Final = " \n"


def placed(recipe: s.Recipe, text: str) -> s.Recipe:
    """The recipe with the places of its answer and conditions in ``text``, its printed form."""
    statements: list[s.AnyStatement] = []
    at = 0
    for statement in recipe.statements:
        match statement:
            case s.Where(test):
                at = text.index("\nwhere ", at) + len("\nwhere ")
                statements.append(replace(statement, test=_Walk(text, at).expression(test)))
            case s.Answer(None, value):
                at = text.index("\nanswer ", at) + len("\nanswer ")
                statements.append(replace(statement, value=_Walk(text, at).expression(value)))
            case _:
                statements.append(statement)
    return replace(recipe, statements=tuple(statements))


class _Walk:
    """One pass along a printed expression. INVARIANT: ``at`` is where the next token begins, or blanks."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at

    def expression(self, found: s.Expression) -> s.Expression:
        """The expression that stands here, with its places."""
        start = self._skip()
        match found:
            case s.Text(value):
                self._take(quoted(value))
                return s.Text(value, span=self._since(start))
            case s.Number(value, digits):
                self._take(digits)
                return s.Number(value, digits, span=self._since(start))
            case s.Use(name):
                self._take(name)
                return s.Use(name, span=self._since(start))
            case s.Truth(value):
                self._take("true" if value else "false")
                return s.Truth(value, span=self._since(start))
            case s.Nothing():
                self._take("none")
                return s.Nothing(span=self._since(start))
            case s.Unary("-", body):
                self._take("-")
                inner = self.expression(body)
                return s.Unary("-", inner, span=self._since(start))
            case s.Call(name, arguments):
                self._take(name.text)
                called = s.Name(name.text, span=self._since(start))
                inside = self._listed("(", arguments, ")")
                return s.Call(called, inside, span=self._since(start))
            case s.ListDisplay(items):
                inside = self._listed("[", items, "]")
                return s.ListDisplay(inside, span=self._since(start))
            case s.RecordDisplay(entries):
                return self._record(entries, start)
            case s.Conditional(then, test, otherwise):
                then = self.expression(then)
                self._take("if")
                test = self.expression(test)
                self._take("else")
                otherwise = self.expression(otherwise)
                return s.Conditional(then, test, otherwise, span=self._since(start))
            case s.Chain(first, rest):
                return s.Chain(self.expression(first), self._operands(rest), span=self._since(start))
            case s.Comparison(first, rest):
                return s.Comparison(self.expression(first), self._operands(rest), span=self._since(start))
            case _:
                raise AssertionError(f"importers write no {type(found).__name__}")

    def _operands(self, rest: tuple[tuple[str, s.Expression], ...]) -> tuple[tuple[str, s.Expression], ...]:
        found: list[tuple[str, s.Expression]] = []
        for operator, operand in rest:
            self._take(operator)
            found.append((operator, self.expression(operand)))
        return tuple(found)

    def _listed(
        self, opening: str, items: tuple[s.Expression, ...], closing: str
    ) -> tuple[s.Expression, ...]:
        self._take(opening)
        found: list[s.Expression] = []
        for item in items:
            found.append(self.expression(item))
            self._comma()
        self._take(closing)
        return tuple(found)

    def _record(self, entries: tuple[tuple[s.Name, s.Expression], ...], start: int) -> s.Expression:
        self._take("{")
        found: list[tuple[s.Name, s.Expression]] = []
        for name, value in entries:
            begin = self._skip()
            self._take(name.text)
            label = s.Name(name.text, span=self._since(begin))
            self._take(":")
            found.append((label, self.expression(value)))
            self._comma()
        self._take("}")
        return s.RecordDisplay(tuple(found), span=self._since(start))

    def _comma(self) -> None:
        if self._text[self._skip()] == ",":
            self._take(",")

    def _take(self, token: str) -> None:
        start = self._skip()
        assert self._text.startswith(token, start), (token, self._text[start : start + 40])
        self._at = start + len(token)

    def _skip(self) -> int:
        while self._text[self._at] in _BLANK:
            self._at += 1
        return self._at

    def _since(self, start: int) -> Span:
        return Span(start, self._at)
