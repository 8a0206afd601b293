"""What campaigns cost and brought month by month, beside what was planned."""
