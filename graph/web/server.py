"""A web server for people and programs that need not mean well: Tornado's, with bounds on what a connection may send,
how long it may take and how many there are, and with ``Access`` asked before anything is read.

What it answers is a list of routes: for another set of pages, write ``Handler`` classes and give ``listen`` theirs.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import re
import socket
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from tornado.http1connection import HTTP1Connection, HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, RequestStartLine
from tornado.iostream import IOStream, StreamClosedError

from ..errors import RecordError
from .access import Access
from .handler import SLOW, Handler, NotFound, Request, Route

__all__ = ["BODY", "Gate", "bound", "listen"]

#: Bytes of a body, and of all headers together (Tornado closes a connection that sends more of these).
BODY, HEADERS = 1024 * 1024, 32 * 1024
#: Connections at once; one that waits for its client makes room for a new one.
CONNECTIONS = 256


class _Incoming(HTTPMessageDelegate):
    """A request on its way in: its handler is asked before its body is read."""

    def __init__(self, gate: Gate, connection: HTTP1Connection) -> None:
        self._gate, self._connection = gate, connection

    def headers_received(self, start_line: RequestStartLine, headers: HTTPHeaders) -> None:  # type: ignore[override]
        self._stream = self._connection.stream
        self._handler = self._gate.handler(start_line, headers, self._connection)
        self._handler.begin()
        if self._handler.finished:
            self._gate.rests(self._stream)

    def data_received(self, chunk: bytes) -> None:
        self._handler.body += chunk

    def finish(self) -> None:
        # Not before: a body that comes slowly makes room for others.
        self._gate.working.add(self._stream)
        self._connection.set_close_callback(self._handler.gone)
        self._handler.run(lambda _: self._gate.rests(self._stream))


class Gate(HTTPServer):
    """Tornado's server, with at most ``CONNECTIONS``, from addresses that ``access`` admits."""

    #: Streams whose request is being answered.
    working: set[IOStream]

    def initialize(  # type: ignore[override]
        self, routes: Sequence[Route], access: Access, talk: Callable[[str], None], **options: Any
    ) -> None:
        super().initialize(_nothing, **options)
        self._routes = [(re.compile(pattern), page, given) for pattern, page, given in routes]
        self._access, self._talk, self.working = access, talk, set()
        #: All streams with the address of ours that each came to, the one that has waited longest first.
        self._streams: dict[IOStream, str] = {}

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        if not self._access.admits(address[0]) or not self._room():
            stream.close()
            return
        with contextlib.suppress(OSError):
            # The kernel ends a connection whose other end takes nothing for so long.
            stream.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SLOW * 1000)
        self._streams[stream] = stream.socket.getsockname()[0]
        super().handle_stream(stream, address)

    def start_request(self, server_conn: object, request_conn: HTTP1Connection) -> _Incoming:  # type: ignore[override]
        return _Incoming(self, request_conn)

    def handler(self, start: RequestStartLine, headers: HTTPHeaders, connection: HTTP1Connection) -> Handler:
        """What answers a request; ``NotFound`` where there is no page."""
        local = self._streams.get(connection.stream)
        if local is None:
            raise StreamClosedError  # it has made room for another meanwhile
        request = Request(start.method, start.path, start.version, headers, local, connection)
        for pattern, page, given in self._routes:
            found = pattern.fullmatch(request.path)
            if found:
                handler = page(request, self._access, self._talk, *map(unquote, found.groups()))
                handler.initialize(**given)
                return handler
        return NotFound(request, self._access, self._talk)

    def _room(self) -> bool:
        """Whether there is room for one more, which there is while any waits for its client to say something."""
        if len(self._streams) < CONNECTIONS:
            return True
        waiting = next((stream for stream in self._streams if stream not in self.working), None)
        if waiting is None:
            return False
        self._forget(waiting)
        waiting.close()
        return True

    def rests(self, stream: IOStream) -> None:
        """Its request is answered."""
        self.working.discard(stream)
        if stream in self._streams:
            self._streams[stream] = self._streams.pop(stream)

    def on_close(self, server_conn: HTTP1ServerConnection) -> None:  # type: ignore[override]
        super().on_close(server_conn)
        self._forget(server_conn.stream)

    def _forget(self, stream: IOStream) -> None:
        self.working.discard(stream)
        self._streams.pop(stream, None)


def bound(port: int, hosts: Sequence[str]) -> list[socket.socket]:
    """Sockets at this port of each of these addresses; an IPv6 address that this machine lacks is left out.

    Raises RecordError where the port is taken.
    """
    found: list[socket.socket] = []
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            each = socket.socket(family)
        except OSError:
            continue
        try:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            with contextlib.suppress(OSError):
                # A connection is handed over with its first bytes: one turn less for each, and none for silent ones.
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SLOW)
            each.setblocking(False)
            each.bind((host, port))
            # Otherwise another program with SO_REUSEADDR could still bind and listen here.
            each.listen(1024)
        except OSError as error:
            each.close()
            if family == socket.AF_INET6 and error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                continue
            for other in found:
                other.close()
            used = f"Port {port} cannot be used: {error.strerror}. Take another"
            raise RecordError(f"{used}.", command=f"{used} with --port.") from None
        found.append(each)
    return found


def listen(
    routes: Sequence[Route], access: Access, sockets: Sequence[socket.socket], talk: Callable[[str], None]
) -> Gate:
    """A server that answers these routes at these sockets; for use inside a running event loop."""
    for name in ("tornado.access", "tornado.general", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # addresses hold tokens; strangers could fill a log
    gate = Gate(
        routes,
        access,
        talk,
        idle_connection_timeout=SLOW,
        body_timeout=SLOW,
        max_header_size=HEADERS,
        max_body_size=BODY,
        max_buffer_size=2 * BODY,
    )
    gate.add_sockets(sockets)
    return gate


def _nothing(_: object) -> None:
    """Requests go to ``start_request``."""
