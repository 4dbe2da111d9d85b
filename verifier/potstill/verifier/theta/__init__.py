"""Θ of a family: what its templates can give, as sets to quantify over, and φ, back into words."""

from potstill.verifier.theta.domain import Domain, Point
from potstill.verifier.theta.shapes import Shape
from potstill.verifier.theta.space import Theta

__all__ = ["Domain", "Point", "Shape", "Theta"]
