"""The knowledge base for AI assistants: read-only tools of the Model Context Protocol, on what anyone may read."""
