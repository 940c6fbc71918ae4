"""Reading the YAML files that cases, brands, texts and examples are kept in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read_yaml(path: Path) -> Any:
    """Raises yaml.YAMLError, OSError or UnicodeDecodeError for a file that does not read.

    By libyaml, which takes a twelfth of the time: every command reads some thousand lines of examples.
    """
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
