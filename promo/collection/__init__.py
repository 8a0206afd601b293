"""Collection: the sources, their pace, when what is due, and each attempt with its outcome."""
