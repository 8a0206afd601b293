"""What was published: posts as a table and a grid, rubrics, and what can be learnt from them."""
