"""Training of the span reader in `qa/models/reader`: `python -m training.reader --help`."""
