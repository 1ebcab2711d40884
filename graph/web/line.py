"""What the server and its workers say to each other over a socket.

A message to a worker is a length and JSON. A reply is frames of a kind, a length and bytes: ``READY`` once a record is
open; or ``HEAD`` (status and media type), any number of ``DATA``, and ``END``, or ``CUT`` where it failed on the way.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

__all__ = ["CUT", "DATA", "END", "FRAME", "HEAD", "LENGTH", "READY", "TEXT", "Line", "Reply", "packed"]

READY, HEAD, DATA, END, CUT = b"R", b"H", b"D", b"E", b"C"
#: The kind and the length of a frame; the length of a message.
FRAME, LENGTH = struct.Struct("!cI"), struct.Struct("!I")
TEXT = "text/plain; charset=utf-8"
#: Data are sent in pieces of this size; an answer that is smaller is sent at once, with its head and end.
_PIECE = 64 * 1024


def packed(message: dict[str, Any]) -> bytes:
    """A message, ready to be sent."""
    text = json.dumps(message).encode()
    return LENGTH.pack(len(text)) + text


class Line:
    """A worker's end of the socket."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def message(self) -> dict[str, Any] | None:
        """The next message; None where the server has closed the line."""
        length = self._exactly(LENGTH.size)
        text = None if length is None else self._exactly(LENGTH.unpack(length)[0])
        return None if text is None else json.loads(text)

    def _exactly(self, size: int) -> bytes | None:
        data = bytearray()
        while len(data) < size:
            piece = self._end.recv(size - len(data))
            if not piece:
                return None
            data += piece
        return bytes(data)

    def send(self, *frames: tuple[bytes, bytes]) -> None:
        """Send frames, each a kind and its bytes, in one call: a small answer is one packet."""
        self._end.sendall(b"".join(FRAME.pack(kind, len(data)) + data for kind, data in frames))


class Reply:
    """An answer under way, as a file: ``status`` and ``media`` count once the first piece goes out."""

    def __init__(self, line: Line) -> None:
        self._line, self._pending, self._begun = line, bytearray(), False
        self.status, self.media = 200, TEXT

    def write(self, data: bytes) -> int:
        self._pending += data
        if len(self._pending) >= _PIECE:
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are full, and at the end."""

    def end(self) -> None:
        self._send((END, b""))

    def fail(self, status: int, message: str) -> None:
        """Answer with a message; where a part of the answer is gone already, cut it off."""
        if self._begun:
            self._line.send((CUT, b""))
            return
        self._pending = bytearray(f"{message}\n".encode(errors="replace"))
        self.status, self.media = status, TEXT
        self.end()

    def _send(self, *after: tuple[bytes, bytes]) -> None:
        frames = []
        if not self._begun:
            self._begun = True
            frames.append((HEAD, json.dumps([self.status, self.media]).encode()))
        if self._pending:
            frames.append((DATA, bytes(self._pending)))
            self._pending.clear()
        self._line.send(*frames, *after)
