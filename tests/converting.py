"""Files as LibreOffice writes them."""

from __future__ import annotations

import subprocess
from pathlib import Path


def converted(program: str, path: Path, kind: str, folder: Path) -> Path:
    """The file in another format (`pdf`, `xls`, or with a filter, `csv:…`); a profile of its own lets tests run side by side."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{kind.split(':')[0]}"
