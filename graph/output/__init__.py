"""SHOW: tables, text, pictures and the formats of other tools."""
