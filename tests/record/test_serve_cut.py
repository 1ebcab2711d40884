"""An answer that is cut off is never taken for a whole one, nor the end of one question for that of another."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any

import pytest

from standoff.web import server
from standoff.web.access import Access
from standoff.web.handler import Handler
from standoff.web.pool import Pool
from standoff.web.server import listen


class _Whole(Handler):
    async def get(self) -> None:
        await self.sent(b"a,b\n")
        await self.sent(b"1,2\n")
        await self.sent(last=True)


class _Cut(Handler):
    async def get(self) -> None:
        await self.sent(b"a,b\n")
        self.cut()


def answers(*requests: str, waits: bool = True) -> list[bytes]:
    """What is answered to each request on a connection of its own, until the connection ends; ``RESET`` at the end
    where it was broken off. Without ``waits`` only the last one's answer, while all the others are open."""
    held: list[socket.socket] = []

    def read(port: int, request: str) -> bytes:
        found = b""
        with contextlib.ExitStack() as open_ones:
            client = socket.create_connection(("127.0.0.1", port), timeout=5)
            client.sendall(request.replace("\n", f"\nHost: 127.0.0.1:{port}\n", 1).replace("\n", "\r\n").encode())
            if not waits and request is not requests[-1]:
                held.append(client)
                return found
            for each in (client, *held):
                open_ones.callback(each.close)
            try:
                while piece := client.recv(4096):
                    found += piece
            except ConnectionResetError:
                found += b"RESET"
        return found

    async def served() -> list[bytes]:
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setblocking(False)
        port = listening.getsockname()[1]
        pages: list[tuple[str, type[Handler], dict[str, Any]]] = [("/whole", _Whole, {}), ("/cut", _Cut, {})]
        gate = listen(pages, Access(port, ""), [listening], print)
        try:
            return [await asyncio.to_thread(read, port, request) for request in requests]
        finally:
            gate.stop()
            await gate.close_all_connections()

    return asyncio.run(served())


# RFC 9112 §6.3: before HTTP/1.1, and without a length, an answer ends where the connection does.
@pytest.mark.parametrize("asks", ["HTTP/1.0\n\n", "HTTP/1.0\nConnection: keep-alive\n\n", "HTTP/1.2\n\n"])
def test_before_http_1_1_only_a_whole_answer_ends_in_order(asks: str) -> None:
    whole, cut = answers(f"GET /whole {asks}", f"GET /cut {asks}")
    assert whole.endswith(b"\r\n\r\na,b\n1,2\n") and b"keep-alive" not in whole.lower()
    assert cut.endswith(b"RESET")


def test_a_part_that_is_cut_off_has_no_last_chunk() -> None:
    whole, cut = answers(*(f"GET /{page} HTTP/1.1\nConnection: close\n\n" for page in ("whole", "cut")))
    assert whole.endswith(b"0\r\n\r\n") and cut.endswith(b"RESET") and b"0\r\n\r\n" not in cut


def test_what_is_not_answered_names_what_is() -> None:
    (found,) = answers("HEAD /whole HTTP/1.1\nConnection: close\n\n")
    assert found.startswith(b"HTTP/1.1 405") and b"\r\nAllow: GET\r\n" in found


def test_bodies_that_come_slowly_make_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """They held their places until the time limit: as many as there are places kept everybody else out."""
    monkeypatch.setattr(server, "CONNECTIONS", 3)
    slow = [f"POST /whole HTTP/1.1\nContent-Length: 9\nX-Slow: {number}\n\na" for number in range(4)]
    *_, honest = answers(*slow, "GET /whole HTTP/1.0\n\n", waits=False)
    assert honest.endswith(b"a,b\n1,2\n")


class _Ended:
    """A worker that was ended when its answer was already there, and whose end is not noted yet."""

    def __init__(self, why: str, folder: object) -> None:
        self.why, self.folder, self.busy, self.timer = why, folder, True, None
        self.ended = asyncio.Event()


@pytest.mark.parametrize("why", ["time", "gone", "memory"])
@pytest.mark.parametrize(
    "free", [lambda pool, worker: pool.release(worker), lambda pool, worker: pool._free.append(worker)]
)
def test_a_worker_that_was_ended_for_one_question_is_given_to_no_other(
    why: str, free: Callable[[Pool, Any], None]
) -> None:
    async def given() -> object:
        pool = Pool(None, 0.05, print)  # type: ignore[arg-type]
        pool._folder = folder = object()  # type: ignore[assignment]
        ended, well = _Ended(why, folder), _Ended("", folder)
        pool._free.append(well)  # type: ignore[arg-type]
        free(pool, ended)
        return await pool._worker() is well

    assert asyncio.run(given())
