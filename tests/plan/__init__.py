"""Tests of the content plan."""
