"""Reading and cleaning what people write: numbers, tokens for the index, and the scrubber."""
