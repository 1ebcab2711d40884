"""The tests on every Python from 3.11 on that this machine has, each in an environment of its own under ``.venvs/``.

``make test-pythons``. A Python is looked for on the path (python3.11, …) and among those of pyenv. Which tests: all but
those that drive a browser, a notebook, another server or take long, which do not differ from one Python to another;
``make test-pythons TESTS="tests/queries"`` chooses others.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["main"]

_ROOT = Path(__file__).resolve().parents[1]
#: The releases that are looked for.
_RELEASES = ("3.11", "3.12", "3.13", "3.14")
#: What is left out where nothing is chosen.
_LEFT_OUT = (
    "tests/faults",
    "tests/fuzz",
    "tests/notebooks",
    "tests/page",
    "tests/record/test_contract.py",
    "tests/record/test_w3c.py",
    "tests/test_handbook.py",
    "tests/test_page_rules.py",
)


def main(chosen: list[str]) -> None:
    tests = chosen or ["tests", *(f"--ignore={each}" for each in _LEFT_OUT)]
    found = {release: python for release in _RELEASES if (python := _python(release))}
    failed = [release for release, python in found.items() if not _passes(release, python, tests)]
    print(f"\nWhich tests: {' '.join(tests)}")
    for release in _RELEASES:
        what = "not found on this machine" if release not in found else "FAILED" if release in failed else "passed"
        print(f"Python {release}: {what}")
    if failed or not found:
        sys.exit(1)


def _python(release: str) -> Path | None:
    """A Python of this release: on the path, or the newest of pyenv's."""
    on_path = [Path(found)] if (found := shutil.which(f"python{release}")) else []
    of_pyenv = (Path.home() / ".pyenv" / "versions").glob(f"{release}.*/bin/python")
    newest = sorted(of_pyenv, key=lambda path: [int(n) for n in path.parts[-3].split(".") if n.isdigit()], reverse=True)
    # Asked, for what stands on the path may be a stand-in of pyenv's that starts nothing.
    return next((python for python in (*on_path, *newest) if _release(python) == release), None)


def _release(python: Path) -> str | None:
    command = [str(python), "-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _passes(release: str, python: Path, tests: list[str]) -> bool:
    home = _ROOT / ".venvs" / release
    own = home / "bin" / "python"
    print(f"\nPython {release}: {python}", flush=True)
    pip = [str(own), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps = [
        *([] if own.exists() else [[str(python), "-m", "venv", str(home)]]),
        [*pip, "pip >= 25.1"],
        [*pip, "-c", "constraints.txt", "-e", ".[all]", "--group", "test"],
        [str(own), "-m", "pytest", "-n", "auto", "--dist", "worksteal", *tests],
    ]
    return all(subprocess.run(step, cwd=_ROOT, check=False).returncode == 0 for step in steps)


if __name__ == "__main__":
    main(sys.argv[1:])
