"""What new items can begin with."""
