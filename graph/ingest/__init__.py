"""LOAD: what was read into a record, out of it again, and held against its files; the one room that knows both."""
