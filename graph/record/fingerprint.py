"""The fingerprint of a record: equal for equal records, whatever store they are in and however they got there.

It is the hash that RDF Dataset Canonicalization gives (RDFC-1.0, https://www.w3.org/TR/rdf-canon/, SHA-256 of the
canonical N-Quads). A record has no blank node, so that step 1 to 6 of §4.4.3 name nothing, and what is left of the
algorithm is: write each triple as canonical N-Quads, sort the lines by code point, hash them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, serialize

__all__ = ["fingerprint"]


def fingerprint(triples: Iterable[Triple]) -> str:
    """The RDFC-1.0 hash of triples without blank nodes: 64 hexadecimal digits."""
    written = serialize(triples, format=RdfFormat.N_QUADS) or b""
    # Bytes of UTF-8 sort as their code points do.
    return hashlib.sha256(b"".join(sorted(written.splitlines(keepends=True)))).hexdigest()
