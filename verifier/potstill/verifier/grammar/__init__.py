"""What is proved of grammars alone: extraction is a function, and what is said is read."""

from potstill.verifier.grammar.functional import Extraction, ambiguities, functional
from potstill.verifier.grammar.language import language, round_trip
from potstill.verifier.grammar.lemmas import FolderCache, Lemma, LemmaCache, Lemmas

__all__ = [
    "Extraction",
    "FolderCache",
    "Lemma",
    "LemmaCache",
    "Lemmas",
    "ambiguities",
    "functional",
    "language",
    "round_trip",
]
