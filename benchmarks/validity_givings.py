"""Givings: criteria on facts that want a drug given ("gives glucose with the insulin"): talk of it would not do."""

from __future__ import annotations

import re
from collections.abc import Sequence

_GIVES = re.compile(r"(?:gives?|adds?|co-?administers?|includes?|starts?|offers?|uses?|covers? with) (?:the |an? |some )?", re.I)


def wants_given(text: str, names: Sequence[str]) -> bool:
    """Whether a criterion opens with the giving of one of these drugs."""
    opened = _GIVES.match(text)
    rest = text[opened.end() :].lower() if opened else ""
    return any(re.match(rf"{re.escape(each.lower())}\b", rest) for each in names)
