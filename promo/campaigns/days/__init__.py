"""The facts of each day: typed, summed by month."""
