"""The same queries by SMT-LIB text and by Z3's Python terms: what it costs until the solver holds them.

python -m benchmarks term_api
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from statistics import median
from time import perf_counter
from typing import Any, Final

import z3

from benchmarks.rows import Row
from benchmarks.verifying import examples
from potstill.verifier import verify
from potstill.verifier.evidence.sexpr import Term, parse
from potstill.verifier.grammar.lemmas import Lemmas

QUERIES: Final = 60
ROUNDS: Final = 5


CONTEXT: Final = z3.Context()
"""One for all: making one costs more than a query."""


def by_text(query: str) -> None:
    """Parse the text into a solver."""
    z3.SimpleSolver(ctx=CONTEXT).from_string(query)


def by_terms(commands: list[Term]) -> None:
    """Build the same assertions term by term."""
    context = CONTEXT
    solver = z3.SimpleSolver(ctx=context)
    names: dict[str, Any] = {"true": z3.BoolVal(True, context), "false": z3.BoolVal(False, context)}
    sorts = {"Int": z3.IntSort(context), "Bool": z3.BoolSort(context), "Real": z3.RealSort(context)}
    for command in commands:
        match command:
            case ["declare-fun", str(name), [], str(sort)]:
                names[name] = z3.Const(name, sorts[sort])
            case ["declare-fun", str(name), [*arguments], str(sort)]:
                names[name] = z3.Function(name, *(sorts[str(each)] for each in arguments), sorts[sort])
            case ["define-fun", str(name), [], _, body]:
                names[name] = _built(body, names, context)
            case ["assert", formula]:
                solver.add(_built(formula, names, context))
            case _:
                pass


_OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "and": z3.And,
    "or": z3.Or,
    "not": z3.Not,
    "=>": z3.Implies,
    "ite": z3.If,
    "distinct": z3.Distinct,
    "=": operator.eq,
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "div": operator.truediv,
    "mod": operator.mod,
    "abs": z3.Abs,
    "to_real": z3.ToReal,
    "to_int": z3.ToInt,
    "/": operator.truediv,
}


def _built(term: Term, names: dict[str, Any], context: z3.Context) -> Any:
    if isinstance(term, str):
        if term in names:
            return names[term]
        return z3.RealVal(term, context) if "." in term else z3.IntVal(int(term), context)
    head, *rest = term
    parts = [_built(part, names, context) for part in rest]
    match head:
        case "+":
            return z3.Sum(parts)
        case "*":
            return reduce(operator.mul, parts)
        case "-":
            return -parts[0] if len(parts) == 1 else reduce(operator.sub, parts)
        case str() if head in _OPERATIONS:
            return _OPERATIONS[head](*parts)
        case _:
            return names[str(head)](*parts)


def _least(function: Callable[[Any], None], argument: object) -> float:
    """Seconds: the least of some calls."""
    times: list[float] = []
    for _ in range(ROUNDS):
        began = perf_counter()
        function(argument)
        times.append(perf_counter() - began)
    return min(times)


def rows() -> list[Row]:
    """The median of the ratios over queries of the examples, and what one query costs."""
    lemmas, queries = Lemmas(), dict[str, str]()
    for artifact in examples():
        if len(queries) < QUERIES:
            verify(artifact, lemmas=lemmas, queries=queries)
    texts = list(queries.values())[:QUERIES]
    terms = [_least(by_terms, parse(query)) for query in texts]
    parsed = [_least(by_text, query) for query in texts]
    ratio = median(slow / fast for slow, fast in zip(terms, parsed, strict=True))
    size = median(map(len, texts))
    return [
        Row("query by Z3's Python terms / by SMT-LIB text", ratio, "", against=f"{len(texts)} queries"),
        Row("a query by text, median", 1000 * median(parsed), "ms", against=f"{size:.0f} characters"),
    ]
