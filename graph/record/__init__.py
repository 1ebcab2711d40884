"""KEEP: where claims are kept, in memory, in a folder or in a SPARQL server, and what was done to them."""
