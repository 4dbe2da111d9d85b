"""Explanations of answers that are more than one number: texts, tables, dates, records, choices.

explain(Inputs(columns, rows), answers, numbers)     # Found(terms, space, …) | NotFound(missing, …)
"""

from potstill.distill.answers.explain import contradiction, explain
from potstill.distill.answers.found import Cut, Found, Limits, NotFound, Numbers, Outcome
from potstill.distill.answers.inputs import NUMERIC, SPELLED, Column, Inputs

__all__ = [
    "NUMERIC",
    "SPELLED",
    "Column",
    "Cut",
    "Found",
    "Inputs",
    "Limits",
    "NotFound",
    "Numbers",
    "Outcome",
    "contradiction",
    "explain",
]
