"""What the person with a link sees and does."""
