"""The program and the library as the base install has them: run as a script, with no package of any extra to import.

Reads commands and lines of Python as JSON from standard input; writes what came of each, as JSON.
"""

from __future__ import annotations

import json
import sys
import traceback

import standoff.extras

for packages in standoff.extras.BRINGS.values():
    for package in packages:
        # This is how Python marks a module that cannot be imported.
        sys.modules[package] = None  # type: ignore[assignment]

from tests.invoke import invoke  # noqa: E402

outcomes = []
known: dict[str, object] = {}
for asked in json.load(sys.stdin):
    if isinstance(asked, list):
        done = invoke(asked)
        failed = done.exception if done.exception and not isinstance(done.exception, SystemExit) else None
        kind = type(failed).__name__ if failed else "MissingExtra" if "pip install" in done.output else "exit"
        trace = "".join(traceback.format_exception(failed)) if failed else ""
        outcomes.append([kind, done.exit_code, done.output + trace])
        continue
    try:
        exec(asked, known)
        outcomes.append(["exit", 0, ""])
    except Exception as error:
        outcomes.append([type(error).__name__, 2, str(error) + "\n" + traceback.format_exc()])
json.dump(outcomes, sys.stdout)
