"""Rubrics: naming them, giving them to posts by hand and by rules."""
