"""Tests of what is said and kept about the law."""
