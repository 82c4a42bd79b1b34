"""Writes. The only code that writes: keyword-only, `by=`, atomic, one Event each."""
