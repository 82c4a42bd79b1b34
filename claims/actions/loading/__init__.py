"""Bringing a whole file of knowledge in: checked first, then stored in chunks, then published."""
