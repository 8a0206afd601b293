"""Days that stand out: their detection, and the screen that shows them with evidence."""
