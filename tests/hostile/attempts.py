"""Tries every hostile case in this one process and prints what came of it as JSON; run by ``test_corpus.py``.

    attempts.py FOLDER

Runs in a network namespace of its own, with a listener on loopback that counts who calls. What Python opens is seen by
an audit hook; what the storage's own code could open is seen by the secret, which must appear nowhere.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import resource
import socket
import struct
import sys
import threading
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import SECRET, cases  # type: ignore[import-not-found]  # beside this file

opened: list[str] = []
watching = threading.local()


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if getattr(watching, "on", False):
        if event == "open" and isinstance(arguments[0], str | bytes):
            opened.append(os.path.realpath(os.path.join(os.getcwd(), os.fsdecode(arguments[0]))))
        elif event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec"):
            opened.append(f"{event} {arguments!r}")


def loopback_up() -> None:
    """Bring up the loopback of this namespace (SIOCSIFFLAGS of netdevice(7)): whoever calls it shall be heard."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))


def listen(calls: list[str]) -> None:
    server = socket.create_server(("127.0.0.1", 8))
    while True:
        connection, address = server.accept()
        calls.append(str(address))
        connection.close()


def main() -> None:
    folder = Path(sys.argv[1])
    (folder / "secret.txt").write_text(f"report: {SECRET}\n")
    calls: list[str] = []
    loopback_up()
    threading.Thread(target=listen, args=(calls,), daemon=True).start()
    time.sleep(0.1)
    with socket.create_connection(("127.0.0.1", 8)):
        time.sleep(0.1)
    heard = len(calls)

    from click.testing import CliRunner

    from build_graph import main as program

    small = folder / "small"
    small.mkdir()
    (small / "x.yaml").write_text(cases.__globals__["SMALL"])
    os.chdir(small)
    assert CliRunner().invoke(program, ["read", "x.yaml"], catch_exceptions=False).exit_code == 0
    before = _record(small)
    sys.addaudithook(watch)
    results = []
    for number, case in enumerate(cases()):
        place = folder / str(number)
        place.mkdir()
        for name, content in case.files.items():
            path = place / name
            path.parent.mkdir(exist_ok=True)
            if callable(content):
                content(path)
            else:
                path.write_bytes(content.encode(errors="surrogatepass") if isinstance(content, str) else content)
        os.chdir(place)
        asks = case.arguments[0] != "read" and "--record" not in case.arguments
        arguments = [*case.arguments, *(["--record", str(small / "out/record")] if asks else [])]
        opened.clear()
        error = io.StringIO()
        began = time.monotonic()
        watching.on = True
        done = CliRunner().invoke(program, arguments, input=case.stdin)
        watching.on = False
        if done.exception and not isinstance(done.exception, SystemExit):
            with contextlib.redirect_stderr(error):
                traceback.print_exception(done.exception)
        elsewhere = sorted({name for name in opened if not _allowed(name, place, small)})
        results.append(
            {
                "name": case.name,
                "refused": case.refused,
                "status": done.exit_code,
                "seconds": time.monotonic() - began,
                "stdout": done.stdout[:2000],
                "stderr": done.stderr[:5000],
                "traceback": error.getvalue()[-1500:],
                "elsewhere": elsewhere,
                "leaked": SECRET in done.output or "root:" in done.output,
                # Not in all folders each time: those of the other cases are searched once, at the end.
                "pwned": any(next(within.rglob("pwned*"), None) for within in (place, small)),
            }
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    same = _record(small) == before
    found = {"results": results, "heard": heard, "calls": len(calls) - heard, "peak": peak, "same": same}
    print(json.dumps({**found, "pwned": [str(path) for path in folder.rglob("pwned*")]}))


def _record(folder: Path) -> str:
    from standoff.record.keeper import open_keeper

    return str(open_keeper(folder / "out/record").turtle(vocabulary=True))


def _allowed(name: str, place: Path, small: Path) -> bool:
    """Inside the case's own folder and record, or a part of Python and of the program."""
    root = Path(__file__).resolve().parents[2]
    inside = (place, small, root, *map(Path, (sys.prefix, sys.base_prefix, *sys.path)))
    own = (os.devnull, "/dev/urandom", "/proc/self/status")
    folders = (folder.resolve() for folder in inside if str(folder) not in ("", ".", "/"))
    # Whoever starts threads names them there.
    return (
        name in own
        or name.startswith(f"/proc/{os.getpid()}/task/")
        # Of what type the file system is, and whether its locks reach others (standoff.locks).
        or name == f"/proc/{os.getpid()}/mountinfo"
        or (name.startswith("/") and any(Path(name).is_relative_to(folder) for folder in folders))
    )


if __name__ == "__main__":
    main()
