"""standoff from a checkout: ``python build_graph.py`` is the program, ``python build_graph.py --help`` its commands."""

from __future__ import annotations

import sys

try:
    from standoff.cli import main
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} is not installed here. Run `make demo`, or `pip install -e .` in this folder.")

if __name__ == "__main__":
    main()
