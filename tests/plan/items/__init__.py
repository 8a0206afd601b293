"""Tests of the plan's items."""
