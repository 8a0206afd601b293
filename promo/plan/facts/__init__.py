"""The plan beside what was published."""
