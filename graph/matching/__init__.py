"""MATCH: which actors of a record may be the same, which events may be the same act, and what people judge of it."""
