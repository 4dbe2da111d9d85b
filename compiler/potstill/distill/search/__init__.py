"""Search for formulas: every one of a declared finite space that gives the answers of some examples."""

from potstill.distill.search.leaves import Form, Role
from potstill.distill.search.rounding import Wrap
from potstill.distill.search.search import Found, Survivor, search
from potstill.distill.search.space import Layer, Limits, Shape, Space, declare

__all__ = [
    "Form",
    "Found",
    "Layer",
    "Limits",
    "Role",
    "Shape",
    "Space",
    "Survivor",
    "Wrap",
    "declare",
    "search",
]
