"""ASK: named questions, SPARQL of one's own, and the names in a record."""
