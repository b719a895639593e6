"""The calibration sheet: every item that raters see differently, on a page to print and talk over."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from rubrx.reports.agreement import AgreementReport, Below

_STYLE = """
body { font: 12pt/1.45 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
body { color: #000; background: #fff; }
section { break-inside: avoid; border-top: 1px solid #888; padding: .8rem 0; }
h2 { font-size: 1rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
blockquote { white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; padding-left: .8rem; }
blockquote { border-left: 3px solid #888; }
table { border-collapse: collapse; margin: .4rem 0; }
td, th { border: 1px solid #888; padding: .15rem .5rem; text-align: left; vertical-align: top; }
p.agreed { margin: .6rem 0 0; }
"""


def calibration_html(report: AgreementReport) -> str:
    """The whole page: no script, no network, every word escaped."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = f"Calibration: {report.run or report.source}"
    kappa = report.overall.kappa
    said = "undefined" if kappa.value is None else f"{kappa.value:.2f}"
    items = "\n".join(_item(number, each) for number, each in enumerate(report.below, start=1))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"<p>{len(report.below):,} items without {report.need} raters alike, of {kappa.n:,} that two or more labelled; "
        f"kappa {said}.</p>\n{items}\n</body>\n</html>\n"
    )


def _item(number: int, each: Below) -> str:
    name = f"{each.item} / {each.criterion}" if each.criterion else each.item
    parts = [f"<section>\n<h2>{number}. {escape(name)}</h2>"]
    if each.question:
        parts.append(f"<p>{escape(each.question)}</p>")
    if each.answer:
        parts.append(f"<blockquote>{escape(each.answer)}</blockquote>")
    if each.asks:
        parts.append(f"<p>Asked: {escape(each.asks)}</p>")
    rows = "".join(
        f"<tr><td>{escape(one.rater)}</td><td>{escape(one.label)}</td><td>{escape(one.note)}</td></tr>"
        for one in each.said
    )
    parts.append(f"<table><tr><th>rater</th><th>label</th><th>note</th></tr>{rows}</table>")
    parts.append('<p class="agreed">Agreed: ________________  because ________________________________</p>\n</section>')
    return "\n".join(parts)
