"""Reads, one noun a module. Every public function says how many SQL queries it makes.

The counts leave out the one query that `claims.access.roles` makes once for a signed-in viewer.
Visibility comes from `claims.access` alone; nothing here writes.
"""
