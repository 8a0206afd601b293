"""The profile as it will look: published posts and planned items together."""
