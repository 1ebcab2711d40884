"""Files written whole: beside the old one first, then put in its place, so that no reader ever meets half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from graph.errors import StandoffError

__all__ = ["write_whole"]


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, making its folder where there is none. Raises StandoffError, the old file left as it was."""
    data = content.encode() if isinstance(content, str) else content
    beside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files private; a written page is meant for those whom the folder lets in.
        umask = os.umask(0)
        os.umask(umask)
        beside.chmod(0o666 & ~umask)
        os.replace(beside, path)
    except OSError as error:
        if beside:
            beside.unlink(missing_ok=True)
        raise StandoffError(f"{path} cannot be written: {error.strerror}. Choose another place with -o.") from None
