"""Schedules, mail and Telegram."""
