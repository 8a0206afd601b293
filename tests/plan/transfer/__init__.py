"""Tests of the plan's transfer."""
