"""What the demo says: two reports, their comparison, what still fails, and the training."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.reports.page import Page
from rubrx.reports.summary import Finding
from rubrx.reports.words import count, printable, shortened


def still_failing_text(failing: Sequence[tuple[Finding, int, int]], page: Page | None = None) -> str:
    """Critical criteria that some tuned answer fails: (an example, answers that fail, answers judged)."""
    page = page or Page()
    title = page.heading(
        "What even the tuned answers fail", count(len(failing), "critical criterion", "critical criteria")
    )
    if not failing:
        return f"{title}\n  no critical criterion\n"
    lines = [title]
    for each, failed, answers in failing:
        place = shortened(f"{printable(each.query_id)} / {printable(each.criterion_id)}", page.columns - 24)
        lines.append(f"  {page.paint(place, 'bold')}   {failed:,} of {count(answers, 'answer')}")
        # the words themselves where there are any; the explanation says what they fell short of
        if each.quotes:
            quote = each.quotes[0]
            lines += page.wrapped(f"“{quote}”" if page.blocks else f'"{quote}"', "      ", "       ")
        lines += page.wrapped(printable(each.explanation), "      ")
    return "\n".join(lines) + "\n"


def step_heading(number: int, title: str, page: Page) -> str:
    """The line that opens one step of the demo, ruled to the page's width."""
    rule = "─" if page.blocks else "-"
    text = f"{rule * 2} {number}. {title} "
    return page.paint(text + rule * max(0, page.columns - len(text)), "bold") + "\n\n"
