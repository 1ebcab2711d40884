"""The version of standoff, which a record's history names beside what was read."""

__version__ = "0.2.0.dev0"
