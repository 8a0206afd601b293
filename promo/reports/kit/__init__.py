"""The media kit of a page."""
