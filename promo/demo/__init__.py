"""The demo: a plausible agency, filled through the same door as collected records."""
