"""The time line of pages: events and campaigns together, as every chart shows them."""
