"""KEEP: a record stores claims, in memory, in a folder or in a SPARQL server, with the history of its changes."""
