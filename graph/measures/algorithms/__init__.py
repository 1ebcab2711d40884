"""Algorithms on graphs and numbers alone; nothing here knows of records or claims."""
