"""Campaigns and placements beside each other, in a table, in groups and in a chart."""
