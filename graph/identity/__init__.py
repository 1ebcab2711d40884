"""WHO IS WHO: which actors of a record may be one, which events tell one incident, and what a person judges of it."""
