"""The version of standoff, which a record's history names beside what was read."""

__version__ = "0.2.0.dev0"

#: The rule of grades and versions (docs/decisions/0008-testimony.md); it grows when the same claims give other answers.
RULE = 5
