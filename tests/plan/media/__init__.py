"""Tests of the plan's media."""
