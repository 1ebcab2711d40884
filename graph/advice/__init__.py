"""ADVISE: what a second coder would ask of a coding that is valid."""
