"""The benchmark: `python -m bench` measures the program beside a floor that is measured in the same run."""
