"""Approval by link: what a person without an account sees and decides."""
