"""The pages that the app itself renders."""

from __future__ import annotations

from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

BOT = Path(__file__).parent

_templates = Environment(
    loader=FileSystemLoader([BOT / "templates", BOT / "desk" / "templates"]),
    autoescape=True,
    trim_blocks=True,
)


def page(template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """`template` extends page.html, which all of them share."""
    return HTMLResponse(_templates.get_template(template).render(**values), status_code=status)
