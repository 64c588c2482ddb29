"""The report as one HTML file, to be read on a phone or printed. Owns jinja2."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from faqbot.adapters.backlog.report import Report
from faqbot.adapters.backlog.words import reasons, summary


def report_page(report: Report) -> str:
    """Return a self-contained page: no script, nothing loaded from elsewhere."""
    return _template().render(report=report, summary=summary(report), reasons=reasons)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.jinja")
