"""The size tiers and their published medians, which an agency may edit."""
