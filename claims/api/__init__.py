"""The REST API: thin views over queries and actions, and the only code that knows REST framework."""
