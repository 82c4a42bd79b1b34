"""Text to records and back. No database, no framework."""
