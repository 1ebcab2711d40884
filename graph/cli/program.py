"""The program: a group of commands, each of which ends with one clear message and exit status 2 where it failed."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Any

import click

from ..counts import counted
from ..errors import InputError, StandoffError, from_here, one_line

__all__ = ["Commands", "Program", "of_its_own_process"]


class Commands(click.Group):
    """A group whose help has the first sentence on each command whole, where click would cut it to one line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self.commands[name].get_short_help_str(limit=500)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Program(Commands):
    """A group whose commands end with one clear message and exit status 2 when they cannot do what is asked."""

    def main(self, args: Any = None, *rest: Any, **settings: Any) -> Any:
        """Run the program. Called with its arguments, it is a part of a process that goes on afterwards."""
        try:
            return super().main(args, *rest, obj={_ALONE: args is None}, **settings)
        except OSError as error:
            if error.filename is not None:
                raise
            _say_unwritten(error)  # a help text, say, which is printed before a command is invoked
            sys.exit(2)

    def invoke(self, ctx: click.Context) -> Any:
        _give_streams(bool(ctx.obj and ctx.obj.get(_ALONE)))
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(error.at_prompt, err=True)
            click.echo(f"Nothing was read: {counted(len(error.problems), 'mistake')}.", err=True)
        except StandoffError as error:
            click.echo("\n".join(map(one_line, f"standoff: {error.at_prompt}".split("\n"))), err=True)
        except MemoryError:
            click.echo(
                "standoff: There is not enough memory for this. Give less at a time, or split the file.", err=True
            )
        except BrokenPipeError:
            # The reader of the output has closed it (`| head`), which is not an error.
            sys.stderr.close()
            ctx.exit(0)
        except Exception as error:
            if isinstance(error, OSError) and error.filename is None:
                # What is done to files has messages of its own: this is the output, on a full disk or a closed stream.
                _say_unwritten(error)
            elif away := _out_of_reach(error):
                click.echo(f"standoff: {one_line(from_here(away))}", err=True)
            elif _is_foreign(error):
                what = one_line(from_here(f"{type(error).__name__}: {error}".split("\n")[0].rstrip(". ")))
                click.echo(
                    f"standoff: This could not be done ({what}). Check the files and the record named.", err=True
                )
            else:
                raise
        ctx.exit(2)


def _say_unwritten(error: OSError) -> None:
    with contextlib.suppress(OSError):
        click.echo(f"standoff: the output cannot be written: {error.strerror or error}.", err=True)
    # Or Python tries it once more when it ends.
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


#: Libraries whose own exceptions a file or a query may cause, and the system's.
_FOREIGN = {"duckdb", "_duckdb", "pyarrow", "ibis", "sqlglot", "sqlglotc", "yaml", "rdflib", "pyshacl"}


def _out_of_reach(error: Exception) -> str | None:
    from ..locks import out_of_reach  # not loaded for --help

    return out_of_reach(error)


def _is_foreign(error: Exception) -> bool:
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _FOREIGN


#: In a context's object: whether the process is this program's alone, and may be confined for good.
_ALONE = "alone"


def of_its_own_process() -> bool:
    """Whether the process is this command's alone, and ends with it."""
    given = click.get_current_context().obj
    return bool(given and given.get(_ALONE))


def _give_streams(alone: bool) -> None:
    """Open streams that were closed before the program began: what is printed there fails, and no file of a record gets
    their number. Those that lack letters (Windows-1252 has no ✓) print their numbers instead, in a process that is
    the program's ``alone``.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), encoding="utf-8")
    for name, mode in (("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, mode), "w", encoding="utf-8"))
        elif alone and isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
