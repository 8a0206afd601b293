"""What will be published: items, their approval, and what became of them."""
