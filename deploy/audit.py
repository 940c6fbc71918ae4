"""Asks the public advisories about every library of the app tier: `make audit`.

Finds what is known of the locked versions, Python's with pip-audit and the widget's with npm audit. Without a
way to the advisories nothing was audited, which it says; `--required` makes that a failure too. The engine's
libraries are not asked about: SECURITY.md says why, and what stands in front of them.

Example: python deploy/audit.py --required
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--uv", default="uv", help="the uv to run")
    parser.add_argument("--required", action="store_true", help="fail if the advisories cannot be reached")
    wanted = parser.parse_args()
    worst = 0
    for name, advice in (("Python", of_python(wanted.uv)), ("npm", of_npm())):
        if advice is None:
            print(f"{name}: the advisories could not be reached, so nothing was audited.")
            worst = max(worst, 1 if wanted.required else 0)
        elif advice:
            print(f"{name}: {len(advice)} known to be vulnerable:", *advice, sep="\n  ")
            worst = 1
        else:
            print(f"{name}: no advisory names a locked version.")
    return worst


def of_python(uv: str) -> list[str] | None:
    """The vulnerable ones of the app's lock file; None if the advisories did not answer."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        export = [uv, "export", "--frozen", "--quiet", "--no-dev", "--no-emit-project"]
        subprocess.run([*export, "--output-file", listed], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        ask = [
            uv,
            "run",
            "--isolated",
            "--frozen",
            "--quiet",
            "--only-group",
            "audit",
            "pip-audit",
            "--disable-pip",
        ]
        ask += ["--no-deps", "--format", "json", "--progress-spinner", "off", "--requirement", str(listed)]
        found = _json(ask)
    audited = [one for one in found.get("dependencies", []) if "skip_reason" not in one]
    if not audited:
        return None
    return [
        f"{one['name']} {one['version']}: {', '.join(known['id'] for known in one['vulns'])}"
        for one in audited
        if one["vulns"]
    ]


def of_npm() -> list[str] | None:
    """The vulnerable ones of the web's lock file; None if the advisories did not answer."""
    found = _json(["npm", "--prefix", "web", "audit", "--json"])
    if "vulnerabilities" not in found:
        return None
    return [f"{name}: {one['severity']}" for name, one in found["vulnerabilities"].items()]


def _json(command: list[str]) -> dict[str, Any]:
    # Both end with an error both when they find something and when they could not ask.
    printed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout
    try:
        found = json.loads(printed)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
