"""Instagram pages, their days and their posts: the data that every other part reads."""
