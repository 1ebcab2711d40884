"""The process that answers questions of a served record, one after the other: run as ``python -m standoff.web.worker``.

It can reach no other machine, has limited memory, and ends with the server. The server (``pool``) sends it messages
over a socket and ends it where a question takes too long: a query inside Oxigraph cannot be stopped otherwise.
"""

from __future__ import annotations

import os
import signal
import socket
import sys

from ..confine import bound_memory, end_with_parent, refuse_connections
from ..errors import StandoffError
from .line import READY, Line, Reply

__all__ = ["MEMORY", "NOT_CONFINED", "main"]

#: Bytes of memory that a question may use beyond what the process needs anyway.
MEMORY = 1024 * 1024 * 1024
#: Its exit status where it could not be confined.
NOT_CONFINED = 3


def main() -> None:
    line = Line(socket.socket(fileno=int(sys.argv[1])))
    end_with_parent(int(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends its processes
    if not refuse_connections():
        os._exit(NOT_CONFINED)
    from .answering import Desk, compact

    bound_memory(MEMORY)
    desk: Desk | None = None
    try:
        while message := line.message():
            if "open" in message:
                desk = None  # closes the files of the state before
                if message["compact"]:
                    compact(message["open"])
                desk = Desk(message["open"])
                line.send((READY, b""))
            elif desk:
                desk.answer(message, Reply(line))
    except StandoffError as error:
        sys.exit(str(error))
    except MemoryError:
        os.abort()  # as Oxigraph does
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server is gone


if __name__ == "__main__":
    main()
