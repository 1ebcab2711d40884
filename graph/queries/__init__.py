"""ASK: named questions, your own SPARQL, and the names in a record."""
