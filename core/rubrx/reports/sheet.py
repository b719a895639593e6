"""A blind sheet for people to fill in: as CSV for a spreadsheet, or as one HTML page for a browser."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple

from rubrx.reports.cells import safe_cell

#: the columns of a sheet; `label` and `note` are for people to fill in
COLUMNS = (
    "run", "kind", "item", "item_b", "query_id", "question", "answer", "answer_b", "criterion", "asks", "label", "note",
)  # fmt: skip
#: what each kind of row may be labelled
ALLOWED = {
    "verdict": "met, not_met, not_applicable or cannot_assess",
    "rating": "a number from 0 to 10",
    "preference": "a, b or tie",
}


class SheetItem(NamedTuple):
    """An answer under its blind code, with the question it answers."""

    item: str
    query_id: str
    question: str
    answer: str


class SheetRow(NamedTuple):
    """One thing to label: `kind` is `verdict`, `rating` or `preference`; `item_b` is a preference's second answer."""

    kind: str
    item: str
    item_b: str = ""
    criterion: str = ""
    asks: str = ""


class Sheet(NamedTuple):
    """A sheet: the run's id (never its name, which may tell the model), the answers by code, the rows in order."""

    run: str
    items: dict[str, SheetItem]
    rows: Sequence[SheetRow]


def sheet_csv(sheet: Sheet) -> str:
    """The sheet as CSV, a row for each label; every text cell is safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sheet.rows:
        one = sheet.items[row.item]
        second = sheet.items[row.item_b].answer if row.item_b else ""
        cells = (
            sheet.run, row.kind, row.item, row.item_b, one.query_id, one.question, one.answer, second, row.criterion,
            row.asks, "", "",
        )  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def sheet_html(sheet: Sheet) -> str:
    """The sheet as one page that needs no network: its policy allows this script, this style and nothing else."""
    folder = resources.files("rubrx.reports")
    script = (folder / "sheet.js").read_text("utf-8")
    style = (folder / "sheet.css").read_text("utf-8")
    data = {
        "run": sheet.run,
        "items": {code: item._asdict() for code, item in sheet.items.items()},
        "rows": [row._asdict() for row in sheet.rows],
    }
    # `<` can't end the block early, and the line separators of Unicode can't end a line
    block = json.dumps(data, ensure_ascii=True).replace("<", "\\u003c")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>rubrx sheet, {len(sheet.rows):,} labels</title>\n<style>{style}</style>\n</head>\n<body>\n"
        "<noscript>This page needs JavaScript, from the page itself and from nowhere else. The CSV sheet "
        "(<code>--format csv</code>) works without.</noscript>\n"
        f'<script id="sheet" type="application/json">{block}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
