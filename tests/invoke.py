"""The program run inside this process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from click.testing import CliRunner, Result

from standoff.cli import main


def invoke(arguments: Iterable[object], **options: Any) -> Result:
    """The result of a command line. The record that it opened is closed."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)
