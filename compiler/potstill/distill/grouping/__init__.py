"""Grouping: which utterances of a stream are instances of one template."""

from potstill.distill.grouping.grouper import Group, Grouper
from potstill.distill.grouping.parts import Division, divisions
from potstill.distill.grouping.policy import DEFAULT, Policy
from potstill.distill.grouping.sample import Member, Ref
from potstill.distill.grouping.state import BadState, dump, load

__all__ = [
    "DEFAULT",
    "BadState",
    "Division",
    "Group",
    "Grouper",
    "Member",
    "Policy",
    "Ref",
    "divisions",
    "dump",
    "load",
]
