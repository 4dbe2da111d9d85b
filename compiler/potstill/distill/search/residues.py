"""Residues modulo a prime, in columns: what tells functions apart.

A function of the slots is evaluated at pseudo-random points, modulo the Mersenne prime 2**31 - 1. Two
rational functions of degree d that differ agree at such a point with a probability of at most d / (2**31
- 3) (Schwartz 1980, Zippel 1979): at two points, with d at most 16, of about 2**-54. The points do not
depend on the examples.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Residues: TypeAlias = npt.NDArray[np.uint64]
"""Of shape (POINTS, n): n functions at each of the points."""

PRIME: Final = (1 << 31) - 1
POINTS: Final = 2

_P: Final = np.uint64(PRIME)
_BITS: Final = np.uint64(31)
_HALF: Final = np.uint64(PRIME // 2)


def slot(position: int) -> Residues:
    """The value of the slot of that number at the points: two words of SHA-256. Of shape (POINTS, 1)."""
    digest = hashlib.sha256(b"potstill search slot %d" % position).digest()
    words = [int.from_bytes(digest[8 * at : 8 * at + 8], "big") for at in range(POINTS)]
    return np.array([[2 + word % (PRIME - 3)] for word in words], dtype=np.uint64)


def constant(value: Fraction) -> Residues:
    """A constant, of shape (POINTS, 1). ZeroDivisionError if the prime divides its denominator."""
    if value.denominator % PRIME == 0:
        raise ZeroDivisionError(f"{value} has no residue modulo {PRIME}")
    known = value.numerator * pow(value.denominator, -1, PRIME) % PRIME
    return np.full((POINTS, 1), known, dtype=np.uint64)


def add(a: Residues, b: Residues) -> Residues:
    """Sums, broadcast."""
    return _reduced(a + b)


def subtract(a: Residues, b: Residues) -> Residues:
    """Differences, broadcast."""
    return _reduced(a + (_P - b))


def multiply(a: Residues, b: Residues) -> Residues:
    """Products, broadcast."""
    product = a * b
    return _reduced((product & _P) + (product >> _BITS))


def inverse(a: Residues) -> Residues:
    """Multiplicative inverses; 0 where there is none. One power for all columns (Montgomery's trick)."""
    zero = a == 0
    return np.where(zero, np.uint64(0), _inverse(np.where(zero, np.uint64(1), a)))


def opaque(code: int, a: Residues, b: Residues) -> Residues:
    """Residues of a function that is not rational: a mixture of its code and its arguments."""
    mixed = a * np.uint64(0x9E3779B97F4A7C15) + b * np.uint64(0xC2B2AE3D27D4EB4F) + np.uint64(code)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: Residues = (mixed ^ (mixed >> np.uint64(31))) % _P
    return found


def keys(a: Residues) -> npt.NDArray[np.uint64]:
    """One number for each function: 62 bits."""
    found: npt.NDArray[np.uint64] = (a[0] << _BITS) | a[1]
    return found


def unsigned(a: Residues) -> Residues:
    """Of each function and its negative, the one whose first residue is in the lower half."""
    found: Residues = np.where(a[0] > _HALF, (_P - a) % _P, a)
    return found


def _reduced(a: Residues) -> Residues:
    """Below the prime, for what is below twice the prime: what would be below 0 wraps around and is large."""
    reduced: Residues = np.minimum(a, a - _P)
    return reduced


def _inverse(a: Residues) -> Residues:
    count = a.shape[1]
    if count == 0:
        return a
    if count == 1:
        return np.array([[pow(int(known), -1, PRIME)] for known in a[:, 0]], dtype=np.uint64)
    odd = count % 2
    left, right = a[:, 0 : count - odd : 2], a[:, 1::2]
    pairs = multiply(left, right)
    found = _inverse(np.concatenate((pairs, a[:, count - 1 :]), axis=1) if odd else pairs)
    half = found[:, : count // 2]
    result = np.empty_like(a)
    result[:, 0 : count - odd : 2] = multiply(half, right)
    result[:, 1::2] = multiply(half, left)
    if odd:
        result[:, -1] = found[:, -1]
    return result
