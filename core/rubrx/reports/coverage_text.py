"""The coverage table as text: a line for each population under its topic, then what is empty."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rubrx.reports.coverage import Cell, Coverage, CoverageRow, EmptyCell
from rubrx.reports.page import Page
from rubrx.reports.words import count, printable, shortened

#: a column of figures, and the least that names get
CELL, NAMES = 10, 24
#: pairs of topic and population that are named; the JSON has them all
SHOWN_PAIRS = 12


def coverage_text(table: Coverage, page: Page | None = None) -> str:
    """The whole page, ending in a line feed."""
    page = page or Page()
    per_block = max(1, (page.columns - NAMES - 2) // CELL)
    blocks = [
        range(start, min(start + per_block, len(table.metrics))) for start in range(0, len(table.metrics), per_block)
    ]
    sections = [
        _header(table, page),
        *(_block(table, block, page) for block in blocks if table.rows),
        _empty_cells(table.empty_cells, page),
        _empty_pairs(table, page),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _header(table: Coverage, page: Page) -> list[str]:
    of = f"run {printable(table.run)}" if table.run is not None else count(table.rubrics, "rubric")
    total = f"{sum(cell.n for cell in table.totals):,} {table.counted}"
    rubrics = f" on {count(table.rubrics, 'query', 'queries')}" if table.run is not None else ""
    return [page.paint(f"Coverage of {of}", "bold") + page.paint(f"   {total}{rubrics}", "dim")]


def _block(table: Coverage, block: range, page: Page) -> list[str]:
    names = page.columns - CELL * len(block) - 2
    head = "".join(f"{shortened(printable(table.metrics[place]), CELL - 1):>{CELL}}" for place in block)
    lines = [page.paint(f"  {'':{names}}{head}", "dim")]
    for topic, rows in groupby(table.rows, key=lambda row: row.topic):
        lines.append("  " + shortened(_named(topic, "no topic"), page.columns - 2))
        for row in rows:
            lines.append(f"    {_population(row, names - 3):{names - 2}}{_figures(row.cells, block)}")
    return [*lines, page.paint(f"  {'all':{names}}{_figures(table.totals, block)}", "bold")]


def _population(row: CoverageRow, width: int) -> str:
    more = f" ({len(row.rubrics)} rubrics)" if len(row.rubrics) > 1 else ""
    return shortened(_named(row.population, "no population"), width - len(more)) + more


def _named(name: str, otherwise: str) -> str:
    return printable(name) or f"({otherwise})"


def _figures(cells: Sequence[Cell], block: range) -> str:
    return "".join(f"{f'{cells[place].n:,}' if cells[place].n else '–':>{CELL}}" for place in block)


def _empty_cells(cells: Sequence[EmptyCell], page: Page) -> list[str]:
    if not cells:
        return [page.paint("  No empty cell.", "dim")]
    lines = [page.heading("Empty cells", f"{len(cells):,}")]
    for (topic, population), group in groupby(cells, key=lambda cell: (cell.topic, cell.population)):
        metrics = ", ".join(printable(cell.metric) for cell in group)
        where = f"{_named(topic, 'no topic')} / {_named(population, 'no population')}"
        lines += page.wrapped(f"{where}: {metrics}", "  ", "    ")
    return lines


def _empty_pairs(table: Coverage, page: Page) -> list[str]:
    pairs = table.empty_pairs
    if not pairs:
        return []
    of = len(pairs) + len(table.rows)
    if len(pairs) > SHOWN_PAIRS:
        text = f"{len(pairs):,} of the {of:,} pairs of a topic and a population have no rubric; --json names them."
        return [page.paint(line, "dim") for line in page.wrapped(text)]
    lines = [page.heading("Topics and populations that never meet", f"{len(pairs):,} of {of:,}")]
    for pair in pairs:
        where = f"{_named(pair.topic, 'no topic')} / {_named(pair.population, 'no population')}"
        lines += page.wrapped(where, "  ", "    ")
    return lines
