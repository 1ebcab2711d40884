"""The addresses of a SPARQL server: where to ask, to write and to load; and how they are shown, without a key."""

from __future__ import annotations

import os
from urllib.parse import SplitResult, urlsplit, urlunsplit

from ..errors import RecordError

__all__ = ["addresses_of", "checked_graph", "shown"]


def shown(address: str) -> str:
    """An address for messages, without its query and password: either may hold a key. Any other text is unchanged.

    >>> shown("https://ana:secret@host/sparql?key=abc"), shown("out/record")
    ('https://host/sparql?…', 'out/record')
    """
    if "://" not in address:
        return address
    start, _, rest = address.partition("://")
    place, mark, _ = rest.partition("?")
    host, slash, path = place.partition("/")
    return f"{start}://{host.rpartition('@')[2]}{slash}{path}{'?…' if mark else ''}"


def addresses_of(address: str) -> tuple[str, str, str | None]:
    """The addresses for queries, updates and the graph store; the last two from the environment or from the first."""
    parts = _parts(address)
    if parts is None:
        raise RecordError(
            f"{shown(address)} is not a record. Give memory, a folder or the http(s) address of a server."
        )
    if parts.username or parts.password:
        raise RecordError("Leave the password out of the address. Set STANDOFF_USER and STANDOFF_PASSWORD.")
    if parts.fragment:
        sharp = f"{shown(address)} has a # in it. Name the graph with"
        raise RecordError(f"{sharp} graph=… instead.", command=f"{sharp} --graph instead.")
    path, updates, graph_store = parts.path, parts.path, None
    if path == "":  # Oxigraph's own server; with a slash, one that answers there
        path, updates, graph_store = "/query", "/update", "/store"
    elif path.endswith("/query"):  # Oxigraph, Fuseki, Stardog
        updates = path.removesuffix("query") + "update"
    elif "/repositories/" in path:  # GraphDB, RDF4J
        updates = path.rstrip("/") + "/statements"

    def whole(some_path: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, some_path, parts.query, ""))

    given = {name: os.environ.get(name) for name in ("STANDOFF_UPDATE", "STANDOFF_GRAPH_STORE")}
    for name, value in given.items():
        if value and _parts(value) is None:
            raise RecordError(f"{name} is {shown(value)}. Give an address that begins with http:// or https://.")
    return (
        whole(path),
        given["STANDOFF_UPDATE"] or whole(updates),
        given["STANDOFF_GRAPH_STORE"] or (whole(graph_store) if graph_store else None),
    )


def _parts(address: str) -> SplitResult | None:
    """The parts of a server's address, or None where it is not one."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # parsed when asked for
    except ValueError:
        return None
    of_server = parts.scheme in ("http", "https") and parts.hostname and address.isprintable()
    return parts if of_server else None


def checked_graph(graph: str) -> str:
    from pyoxigraph import NamedNode  # not for the messages of commands, which load nothing before they are asked

    try:
        NamedNode(graph)
    except ValueError:
        raise RecordError(f'The graph "{graph}" is not an IRI. Write it in full, as https://…') from None
    if any(character in graph for character in '<>"{}|^`\\ \n'):
        raise RecordError(f'The graph "{graph}" is not an IRI. Write it in full, as https://…')
    return graph
