"""Growing: a handler that learns from its fallback, serves what it proved, and takes back what is wrong."""

from potstill.distill.growing.grower import Grower, grow
from potstill.distill.growing.policy import Budget, Policy, Step
from potstill.distill.growing.serving import Recorded

__all__ = ["Budget", "Grower", "Policy", "Recorded", "Step", "grow"]
