"""Families of records, from requests whose answers copy parts of them: carriers, evidence, recipes.

known = learnt(examples)                             # candidates
evidence = gathered(examples)                        # right and wrong about requests kept aside
released(known, evidence, 0.95, examples)            # families, proved and kept apart, or why not
"""

from potstill.distill.carriers.carrier import Carrier, Hole, carrier, constants
from potstill.distill.carriers.evidence import Evidence, gathered, learnt
from potstill.distill.carriers.family import Candidate
from potstill.distill.carriers.reader import Reader, answer
from potstill.distill.carriers.recipe import recipe
from potstill.distill.carriers.release import Family, Refused, released

__all__ = [
    "Candidate",
    "Carrier",
    "Evidence",
    "Family",
    "Hole",
    "Reader",
    "Refused",
    "answer",
    "carrier",
    "constants",
    "gathered",
    "learnt",
    "recipe",
    "released",
]
