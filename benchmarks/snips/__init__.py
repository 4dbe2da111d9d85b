"""SNIPS: families of records, induced from answered requests, against caches."""
