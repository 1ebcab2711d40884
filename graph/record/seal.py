"""The seal of a record's folder: which files its storage consists of, and the checksum of each, in ``standoff.json``.

Oxigraph's storage (RocksDB) checks a block when it reads it, and Oxigraph then gives the same error for ever to
whatever sorts or joins the answer, until memory is full; a cut log it takes for a shorter one. So the files are checked
before they are opened, against what was noted when the last writer closed them. A writer that was killed noted nothing:
files that it left are not checked until the next one has closed them.
"""

from __future__ import annotations

import json
import os
import stat
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..files import write_whole
from ..version import RULE, __version__
from .vocabulary_triples import vocabulary_mark

__all__ = ["LAYOUT", "SEAL", "Seal", "damaged_files", "earlier", "read_seal", "storage_files", "write_seal"]

#: The file, in the record's folder.
SEAL = "standoff.json"
#: The layout of a record's folder: 1 had no seal, and noted no hash of the tables of its datasets.
LAYOUT = 2
_PIECE = 4_000_000
#: kBlockBasedTableMagicNumber of RocksDB's block_based_table_builder.cc
_END = 0x88E241B785F4CFF7.to_bytes(8, "little")
#: Files that were found whole, by device, number, size and time of change: a program opens a record after each write.
_WHOLE: dict[tuple[int, ...], int] = {}


@dataclass(frozen=True)
class Seal:
    """What ``standoff.json`` says: the layout, the version of standoff that wrote last with its vocabulary and rule,
    and (size, CRC-32) by file.
    """

    layout: int = 1
    version: str = ""
    vocabulary: str = ""
    rule: int = 1
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: Whether the file is there but cannot be believed.
    broken: bool = False


def storage_files(folder: Path) -> list[str]:
    """The names of the files that hold what the storage has stored, sorted."""
    names = os.listdir(folder)
    return sorted(n for n in names if n.startswith(("MANIFEST", "CURRENT")) or n.endswith((".log", ".sst")))


def read_seal(folder: Path) -> Seal:
    """The seal of a folder; one without files where there is none."""
    try:
        if not stat.S_ISREG((folder / SEAL).stat().st_mode):  # reading a pipe would never end
            return Seal(broken=True)
        found: dict[str, Any] = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        files = {str(name): (int(size), int(crc)) for name, (size, crc) in found["files"].items()}
        if found["crc32"] != _own(found):
            return Seal(broken=True)
        made = str(found["version"]), str(found["vocabulary"]), int(found["rule"])
        return Seal(int(found["layout"]), *made, files)
    except FileNotFoundError:
        return Seal()
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Seal(broken=True)


def write_seal(folder: Path) -> None:
    """Seal a folder that nobody is writing to. Raises StandoffError where it cannot be written."""
    before = read_seal(folder).files
    files: dict[str, tuple[int, int]] = {}
    for name in storage_files(folder):
        size = (folder / name).stat().st_size
        # A sorted file never changes, and was compared when the record was opened.
        known = before.get(name) if name.endswith(".sst") else None
        if name.endswith(".sst") and not _is_finished(folder / name):
            continue  # rows that are still being read keep the store open
        files[name] = known if known and known[0] == size else (size, _checksum(folder / name, size))
    seal: dict[str, Any] = {"layout": LAYOUT, "version": __version__, "vocabulary": vocabulary_mark(), "rule": RULE}
    seal["files"] = files
    write_whole(folder / SEAL, json.dumps({**seal, "crc32": _own(seal)}, indent=1) + "\n")


def earlier(folder: Path) -> str | None:
    """A sentence on a record that another version wrote, with what differs, or of which that cannot be known; else
    None.
    """
    seal = read_seal(folder)
    if seal.broken:
        what = f"{folder / SEAL} is damaged or was changed"
        lost = "so it is not known which version of standoff wrote the record, or whether its files are whole"
        return f"{what}, {lost}. `standoff verify` compares them; the next command that writes notes them anew."
    differs = [
        f"{what} is {how}"
        for what, how in (
            ("its layout", "an earlier one" if seal.layout < LAYOUT else "a later one" if seal.layout > LAYOUT else ""),
            ("its vocabulary", "another" if seal.vocabulary != vocabulary_mark() else ""),
            ("its rule of grades", "another" if seal.rule != RULE else ""),
        )
        if how
    ]
    if not seal.version:
        differs = differs[:1]  # of the others nothing is known
    if not differs:
        return None
    who = f"standoff {seal.version}" if seal.version else "an earlier version of standoff"
    later = seal.layout > LAYOUT or seal.rule > RULE
    what_next = "Use that version, or a later one." if later else "`standoff upgrade` brings it up to this version."
    return f"{folder} was last written to by {who}: {' and '.join(differs)}. It can be read. {what_next}"


def damaged_files(folder: Path) -> list[str]:
    """The storage's files that are not as they were when the folder was sealed, each with what is wrong with it."""
    sealed, now = read_seal(folder).files, storage_files(folder)
    if not sealed:
        return []
    gone = sorted(sealed.keys() - set(now))
    if set(now) <= sealed.keys():
        # Nobody has written since: whoever does begins a new manifest.
        if gone:
            return [f"{name} is missing" for name in gone]
        names = now
    else:
        names = [name for name in now if name in sealed and name.endswith(".sst")]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = threads.map(lambda name: _fault(folder / name, *sealed[name]), names)
        return [fault for fault in found if fault]


def _fault(file: Path, size: int, crc: int) -> str | None:
    try:
        status = file.stat()
        key = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if _WHOLE.get(key) == crc:
            return None
        if status.st_size < size or (status.st_size > size and file.suffix == ".sst"):
            return f"{file.name} has {status.st_size:,} bytes instead of {size:,}"
        if _checksum(file, size) != crc:
            return f"{file.name} was changed or damaged"
    except FileNotFoundError:  # a writer has just replaced it
        return None
    except OSError as error:
        return f"{file.name} cannot be read ({error.strerror})"
    _WHOLE[key] = crc
    return None


def _is_finished(file: Path) -> bool:
    """Whether a sorted file has the number with which each of them ends."""
    with file.open("rb") as opened:
        opened.seek(max(opened.seek(0, os.SEEK_END) - len(_END), 0))
        return opened.read() == _END


def _checksum(file: Path, size: int) -> int:
    """The CRC-32 of the first ``size`` bytes: more may have been written to a log or manifest since."""
    crc, left = 0, size
    with file.open("rb") as opened:
        while left and (piece := opened.read(min(_PIECE, left))):
            crc, left = zlib.crc32(piece, crc), left - len(piece)
    return crc


def _own(seal: dict[str, Any]) -> int:
    """The checksum of the seal's own content, so that a damaged seal accuses no other file."""
    content = [
        *(seal[key] for key in ("layout", "version", "vocabulary", "rule")),
        sorted((name, *given) for name, given in seal["files"].items()),
    ]
    return zlib.crc32(json.dumps(content).encode())
