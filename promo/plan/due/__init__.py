"""What is due and overdue in all plans."""
