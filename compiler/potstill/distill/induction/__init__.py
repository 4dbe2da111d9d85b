"""The steps of an induction, one module for each: ``potstill.distill.induce`` runs them."""
