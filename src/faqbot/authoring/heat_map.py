"""The coverage as one HTML page with a heat map. Owns matplotlib; the page needs no network."""

from __future__ import annotations

import io
from datetime import date

import matplotlib as mpl
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from faqbot.authoring.coverage import Cell, Coverage, Row

MOST_ROWS = 60  # more than these no screen shows; the thinnest are shown then

# Nothing, a section only, one FAQ, two, three or more. Light to dark: readable without colour.
_COLOURS = ("#ffffff", "#f3dfb8", "#b7d5e8", "#5d9dc8", "#1f5c8b")
_LABELS = ("nothing", "a section only", "one FAQ", "two FAQs", "three or more")
_CELL = 0.27  # inches
_LEFT, _RIGHT, _TOP = 2.5, 1.6, 3.0  # inches, for names of medicines and slanted topics


def coverage_page(coverage: Coverage, today: date) -> str:
    """Return the page."""
    rows = _shown(coverage.rows)
    environment = Environment(
        loader=PackageLoader("faqbot.authoring"), autoescape=True, undefined=StrictUndefined
    )
    core = [number for number, column in enumerate(coverage.columns) if column.is_core]
    return environment.get_template("coverage.html").render(
        chart=_chart(coverage, rows),
        rows=rows,
        all_rows=coverage.rows,
        topics=len(coverage.columns),
        core=len(core),
        full=sum(all(_level(row.cells[i]) for i in core) for row in coverage.rows),
        legend=list(zip(_COLOURS, _LABELS, strict=True)),
        today=today,
    )


def _shown(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    if len(rows) <= MOST_ROWS:
        return rows
    thinnest = {row.slug for row in sorted(rows, key=lambda row: -row.gaps)[:MOST_ROWS]}
    return tuple(row for row in rows if row.slug in thinnest)


def _level(cell: Cell) -> int:
    """Return the colour of a cell: 0 nothing, 1 a section only, 2 to 4 one to three FAQs."""
    return min(cell.faqs, 3) + 1 if cell.faqs else int(cell.sections > 0)


def _chart(coverage: Coverage, rows: tuple[Row, ...]) -> str:
    """Return the heat map as SVG; the same coverage gives the same bytes."""
    levels = [[_level(cell) for cell in row.cells] for row in rows]
    with mpl.rc_context({"svg.hashsalt": "faqbot", "svg.fonttype": "none", "font.size": 9}):
        width, height = len(coverage.columns) * _CELL, len(rows) * _CELL
        figure = Figure(figsize=(_LEFT + width + _RIGHT, _TOP + height))
        whole_width, whole_height = figure.get_size_inches()
        axes = figure.add_axes((_LEFT / whole_width, 0, width / whole_width, height / whole_height))
        axes.pcolormesh(
            levels,
            cmap=ListedColormap(_COLOURS),
            norm=BoundaryNorm(range(len(_COLOURS) + 1), len(_COLOURS)),
            edgecolors="#d0d0d0",
            linewidth=0.5,
        )
        axes.invert_yaxis()
        axes.xaxis.tick_top()
        axes.set_xticks([i + 0.5 for i in range(len(coverage.columns))])
        axes.set_xticklabels(
            [c.title for c in coverage.columns], rotation=60, ha="left", rotation_mode="anchor"
        )
        axes.set_yticks([i + 0.5 for i in range(len(rows))], [row.title for row in rows])
        axes.tick_params(length=0)
        core = sum(column.is_core for column in coverage.columns)
        if core < len(coverage.columns):
            axes.axvline(core, color="#222222", linewidth=1.5)
        for spine in axes.spines.values():
            spine.set_visible(False)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    return svg[svg.index("<svg") :]
