"""What is no change of drug though it has the words of one, and what a change leaves behind its back."""

from __future__ import annotations

from rubrx.reading import late_re as re

#: "a good switch", "no change to azathioprine": a noun, with nothing that is taken up
_NOUN = re.compile(
    r"\b(?:an?|the|this|that|his|her|your|easy|good|simple|simpler|sensible|poor|bad|fair|one) (?:\w+ ){0,2}?$"
)
_TO = re.compile(r"\s*(?:(?:over|across|back|away|from \w+) )?(?:to|onto|for|with|from)\b|\s*[→:]|\s*->")
_NO_CHANGE = re.compile(r"\b(?:no|any|without(?: any| a)?|needs? no) (?:dose |dosing |further |other )?$")
#: "swap: ticagrelor 180 mg"
_COLON = re.compile(r"\s*:\s")
_OUT = re.compile(r"\b(?:out|off|stop|gone|no|none)\b")
_NOTHING_WON = re.compile(
    r"\b(?:(?:changes?|solves?|gains?|alters?|helps?|buys?|mends?|wins?|achieves?) (?:you |him |her |us )?nothing"
    r"|(?:would|will|does|do)(?:n't| not) (?:help|solve|change|get (?:you|him|her|us|round|around)|avoid)\b"
    r"|gets? (?:you|him|her|us) nowhere|no (?:way (?:out|round|around)|answer|solution|escape|help)"
    r"|only (?:swaps|trades|exchanges|moves))\b"
)


def is_no_swap(text: str, begin: int, start: int, end: int, stop: int) -> bool:
    """Whether the words of a change at `start:end` of the sentence `begin:stop` change nothing to another drug."""
    word = text[start:end]
    if word == "change" and _NO_CHANGE.search(text, begin, start):
        return True
    return word in ("switch", "swap", "change", "move", "exchange") and bool(
        _NOUN.search(text, begin, start) and not _TO.match(text, end, stop)
    )


def is_headed(text: str, begin: int, start: int, end: int, stop: int) -> bool:
    """Whether a change stands at the head of a list of what is taken up: "Swap: ticagrelor 180 mg, then ..."."""
    head = not text[begin:start].strip(" -*") and _COLON.match(text, end, stop)
    return bool(head) and not _OUT.search(text, end, stop)


def gains_nothing(text: str, end: int, stop: int) -> bool:
    """Whether what stands behind a change says that nothing is won by it: "swapping to X changes nothing"."""
    return _NOTHING_WON.search(text, end, stop) is not None
