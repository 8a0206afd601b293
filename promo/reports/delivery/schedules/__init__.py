"""Reports that are made by themselves, when a week, a month or a quarter is over."""
