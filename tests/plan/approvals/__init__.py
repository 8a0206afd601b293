"""Tests of the plan's approvals."""
