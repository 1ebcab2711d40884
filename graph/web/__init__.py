"""SERVE: a record over HTTP."""
