"""The program run inside this process, and nothing of it left open."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from typing import Any

from click.testing import CliRunner, Result

from build_graph import main


def invoke(arguments: Iterable[object], **options: Any) -> Result:
    """The result of a command line. What its functions held is let go, as it is where a program ends.

    A result keeps the traceback of ``sys.exit``, and that the frames, in a circle: a record would stay open for
    writing until the garbage collector comes by, which in a long run is after the next command.
    """
    done = CliRunner().invoke(main, [str(argument) for argument in arguments], **options)
    if done.exc_info:
        traceback.clear_frames(done.exc_info[2])
    return done
