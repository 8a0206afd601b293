"""Tests of the plan's series."""
