"""Tests of the plan's review."""
