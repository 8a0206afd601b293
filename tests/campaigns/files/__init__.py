"""Tests of campaigns' files."""
