"""What answers look like, for the OpenAPI document alone: answers are plain dicts from the queries.

tests/api/test_shapes.py holds real answers against these, so that the two cannot part.
"""
