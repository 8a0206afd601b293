"""Which published post is which item, and what was missed."""
