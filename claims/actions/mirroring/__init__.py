"""A knowledge base that follows another one: its records are replaced by what the other says they are."""
