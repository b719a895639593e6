"""Comments by which a rubric's author has a finding ignored: `# rubrx: ignore CODE`, `# rubrx: ignore-file CODE`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from rubrx.linting.sheet import Finding, Sheet

_COMMENT = re.compile(r"(?:^|\s)#\s*rubrx:\s*ignore(-file)?\b[ \t:]*(.*)$")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One code of one comment: for the whole file, or for the line it stands on (alone: for the next one)."""

    line: int
    column: int
    code: str
    whole_file: bool
    lines: tuple[int, int]


def ignores_in(text: str) -> list[Ignore]:
    """The comments of a rubric's text, one entry a code."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        comment = _COMMENT.search(line)
        if comment is None:
            continue
        alone = not line[: comment.start()].strip()
        for code in re.split(r"[,\s]+", comment[2].strip()):
            if code:
                column = line.index("#", comment.start()) + 1
                found.append(Ignore(number, column, code, bool(comment[1]), (number, number + alone)))
    return found


def without_ignored(sheet: Sheet, findings: Iterable[Finding], codes: Collection[str]) -> list[Finding]:
    """The findings that no comment ignores; and one for each comment that ignores nothing.

    A comment on a line of a criterion counts for the whole of it.
    """
    ignores = ignores_in(sheet.rubric.yaml)
    starts = sorted(each.line for each in sheet.rubric.criteria)
    kept, used = [], set()
    for finding in findings:
        lines = _lines_of(finding, starts)
        matching = {
            each
            for each in ignores
            if each.code == finding.code and (each.whole_file or any(line in lines for line in each.lines))
        }
        used |= matching
        if not matching:
            kept.append(finding)
    return kept + [_idle(sheet, each, codes) for each in ignores if each not in used]


def _lines_of(finding: Finding, starts: list[int]) -> range:
    """The lines of the criterion that a finding is on, else its own."""
    if not finding.field.startswith("criteria."):
        return range(finding.line, finding.line + 1)
    first = max((start for start in starts if start <= finding.line), default=finding.line)
    return range(first, finding.line + 1)


def _idle(sheet: Sheet, ignore: Ignore, codes: Collection[str]) -> Finding:
    if ignore.code in codes:
        what = f"nothing here is ignored by {ignore.code}"
    else:
        near = get_close_matches(ignore.code, codes, 1)
        what = f"no finding is called {ignore.code!r}" + (f" (did you mean {near[0]}?)" if near else "")
    return Finding(
        sheet.rubric.path, ignore.line, ignore.column, "comment", "unused-ignore", what,
        "a comment that does nothing hides the next real finding", "leave it out, or correct it",
    )  # fmt: skip
