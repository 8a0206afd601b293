"""The calendar of planned items, with the ideas beside it."""
