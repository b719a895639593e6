"""What a criterion on alternatives offers: other drugs, or a drug left out for a while; and when it is to be had."""

from __future__ import annotations

import re

#: a way out that is to leave a drug out: "withhold simvastatin", "pause the statin"
_LEFT_OUT = re.compile(
    r"(?:temporarily |briefly )?(?:withhold(?:ing)?|hold(?:ing)?|paus(?:e|ing)|suspend(?:ing)?|omit(?:ting)?"
    r"|interrupt(?:ing)?"
    r"|stop(?:ping)?|skip(?:ping)?) (?:the |her |his )?(?P<drug>[\w/ -]+?)"
    r"(?: (?:temporarily|briefly|during|while|for|until|meanwhile)\b.*)?$",
    re.I,
)


def left_out(term: str) -> str | None:
    """The drug that a way out has left out for a while; None where the term offers something else."""
    found = _LEFT_OUT.match(term)
    return found["drug"] if found else None


#: the two kinds of device in the womb; who may have either says "an IUD", "a coil"
_COPPER = re.compile(r"\bcopper (?:iuc?d|coil|intra-?uterine|t\b|device)|\bcu-?iud\b", re.I)
_HORMONAL = re.compile(
    r"\b(?:mirena|kyleena|ius|(?:levonorgestrel|lng|hormonal)[ -](?:ius|iud|intra-?uterine|coil))\b", re.I
)
_EITHER = [
    "intrauterine device",
    "IUD",
    "IUCD",
    "coil",
    "intrauterine contraception",
    "something fitted in the womb",
    "something put in the womb",
    "device in the womb",
    "device fitted in the womb",
]


def either_device(names: list[str]) -> list[str]:
    """Words for a device of either kind, where a criterion offers both kinds; none where it offers one of them."""
    both = any(map(_COPPER.search, names)) and any(map(_HORMONAL.search, names))
    return _EITHER if both else []


#: when another thing is to be had: "if idarucizumab is unavailable: ...", "instead of naproxen"
_ONLY_WHEN = re.compile(
    r"\b(?:if|when|where|unless|until|because|rather than|instead of|other than|in place of|without)\b[^:,;().]*", re.I
)


def offered_in(text: str) -> str:
    """A criterion's text without when, or in the place of what, something is to be offered."""
    return _ONLY_WHEN.sub(" ", text)


#: the breast given up, by the name under which the reader knows all its words
WEANING = "pump and discard"
_WEANS = re.compile(
    r"(?:(?:she )?(?:must|should|has to|needs to) )?(?:stop|cease|avoid|interrupt|give up|suspend)(?:ping)?"
    r" (?:breast-?feeding|nursing)|(?:must )?(?:wean|not breast-?feed)(?: .*)?|no breast-?feeding",
    re.I,
)


def is_weaning(term: str) -> bool:
    """Whether a term has the breast given up: a ban of nursing, and not of a drug."""
    return _WEANS.fullmatch(term) is not None


#: beside a ban of a drug, what is a claim of its own: "IV only", "transfuse platelets", that the patient is allergic
_APART = re.compile(
    r"allerg(?:y|ic)(?: to .*)?|terminat\w+|(?!(?:must|should|to|be|not|never|no|at|in|for) )\w+ .+", re.I
)


def is_claim_apart(term: str) -> bool:
    """Whether a term beside a ban says something of its own, and is no other word for the ban ("omit", "unsafe")."""
    return _APART.fullmatch(term) is not None and not _BARS.search(term)


#: words that bar the drug itself
_BARS = re.compile(
    r"\b(?:contraindicat\w*|avoid\w*|must|never|do not|don't|not|stop\w*|discontinu\w*|withh\w*|hold|omit\w*|ban\w*"
    r"|cannot|can't|reduc\w*|lower|halve\w*|unsafe|dangerous|ineffective|forbidden|barred|refus\w*)\b",
    re.I,
)
