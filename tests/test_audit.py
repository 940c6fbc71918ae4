"""`make audit`: what it says of the advisories, with programs that answer as the real ones do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.settings import ROOT

NOTHING_KNOWN = {"dependencies": [{"name": "idna", "version": "3.10", "vulns": []}]}
NO_NPM_ADVICE: dict[str, Any] = {"vulnerabilities": {}}
NOT_REACHED = {"dependencies": [{"name": "idna", "skip_reason": "could not be audited"}]}


def _audit(
    folder: Path, pip_audit: dict[str, Any], npm: dict[str, Any], *flags: str
) -> subprocess.CompletedProcess[str]:
    for name, says in (("uv", pip_audit), ("npm", npm)):
        program = folder / name
        program.write_text(
            f"#!/bin/sh\ncat <<'END'\n{json.dumps(says)}\nEND\nexit 1\n".replace(
                "exit 1", '[ "$1" = export ] && exit 0; exit 1'
            )
        )
        program.chmod(0o755)
    return subprocess.run(
        [sys.executable, ROOT / "deploy" / "audit.py", *flags],
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_vulnerable_library_fails_the_audit_and_is_named(tmp_path: Path) -> None:
    known = {"dependencies": [{"name": "idna", "version": "1.0", "vulns": [{"id": "PYSEC-2024-60"}]}]}
    ended = _audit(tmp_path, known, NO_NPM_ADVICE)
    assert ended.returncode == 1
    assert "idna 1.0: PYSEC-2024-60" in ended.stdout


def test_a_vulnerable_library_of_the_page_fails_the_audit_and_is_named(tmp_path: Path) -> None:
    ended = _audit(tmp_path, NOTHING_KNOWN, {"vulnerabilities": {"vite": {"severity": "high"}}})
    assert ended.returncode == 1
    assert "vite: high" in ended.stdout


def test_libraries_that_no_advisory_names_pass(tmp_path: Path) -> None:
    assert _audit(tmp_path, NOTHING_KNOWN, NO_NPM_ADVICE, "--required").returncode == 0


def test_advisories_out_of_reach_are_told_and_fail_only_where_they_are_required(tmp_path: Path) -> None:
    ended = _audit(tmp_path, NOT_REACHED, {"message": "no route"})
    assert ended.stdout.count("nothing was audited") == 2
    assert ended.returncode == 0
    assert _audit(tmp_path, NOT_REACHED, {"message": "no route"}, "--required").returncode == 1
