"""The page of one post: its figures against the page's usual, and its life."""
