"""Notes on the time line: a viral post, a giveaway, press. Every chart shows them."""
