"""Tests of the plan's feeds."""
