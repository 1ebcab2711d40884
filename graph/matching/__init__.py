"""MATCH: which actors of a record may be one, which events tell of one act, and what a person judges of it."""
