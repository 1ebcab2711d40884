"""OPEN: the library for users: a record, its views, and answers with their display."""
