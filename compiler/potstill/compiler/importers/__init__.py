"""Importers: other systems' files become recipes, and so families."""
