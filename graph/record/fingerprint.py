"""The fingerprint of a record: equal for equal records, whatever store they are in.

It is the hash of RDF Dataset Canonicalization (RDFC-1.0, https://www.w3.org/TR/rdf-canon/): SHA-256 of the canonical
N-Quads. A record has no blank nodes, so steps 1 to 6 of §4.4.3 have nothing to name, and what remains is: write each
triple as canonical N-Quads, sort the lines by code point, hash them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, serialize

__all__ = ["fingerprint"]


def fingerprint(triples: Iterable[Triple]) -> str:
    """The RDFC-1.0 hash of triples without blank nodes: 64 hexadecimal digits."""
    written = serialize(triples, format=RdfFormat.N_QUADS) or b""
    # UTF-8 bytes sort in the order of code points.
    return hashlib.sha256(b"".join(sorted(written.splitlines(keepends=True)))).hexdigest()
