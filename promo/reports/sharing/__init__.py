"""What is read by link, without an account."""
