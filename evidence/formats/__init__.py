"""How dates and numbers are written, by language: what Django's own formats do not say as we want it."""
