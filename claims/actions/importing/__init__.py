"""Files of sources brought in: read, looked at, stored, and undone as a whole."""
