"""Rates of exchange that somebody entered."""
