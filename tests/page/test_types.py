"""The page's script is type-checked as the page runs it: all modules in one scope, by TypeScript through JSDoc."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from standoff.page.page import _script

#: CONTRIBUTING.md has the version that CI installs.
TSC = shutil.which("tsc")


@pytest.mark.skipif(TSC is None, reason="TypeScript is not on the path: npm install --global typescript@5.6.3")
def test_the_script_of_the_page_has_no_type_error(tmp_path: Path) -> None:
    (tmp_path / "vis.d.ts").write_text("declare var vis: any;\n", encoding="utf-8")
    (tmp_path / "page.js").write_text(_script(), encoding="utf-8")
    options = "--allowJs --checkJs --noEmit --target es2022 --lib es2022,dom,dom.iterable --types --strict false"
    command = [str(TSC), *options.replace("--types ", "").split(), "vis.d.ts", "page.js"]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout
