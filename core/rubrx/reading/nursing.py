"""Errands of nursing: the breast given up, for good or for a while, in the words of mothers, wards and leaflets."""

from __future__ import annotations

_NURSING = r"(?:breast-?feed(?:ing|s)?|nurs(?:ing|e)|suckling|lactat(?:ing|ion))"
_BABY = r"(?:the (?:baby|infant|child|little one|newborn)|(?:her |your )(?:baby|infant|child|little one)|baby|him|her)"
_MUST = r"(?:must|should|has to|have to|needs? to|ought to|had better|will have to|is to|are to)"
#: words that deny the giving up itself, right before it: "no need to wean", "rather than stop feeding"
_UNDENIED = (
    r"(?<!need to )(?<!needn't )(?<!need not )(?<!have to )(?<!reason to )(?<!than )(?<!not )(?<!n't )(?<!without )"
    r"(?<!told to )(?<!told her to )(?<!asked to )(?<!wrong to )(?<!case for )(?<!point in )(?<!instead of )"
)
#: how a rubric names it, and how an answer does
_NAMED = (
    rf"(?:(?:she )?{_MUST} )?(?:stop|cease|discontinue|suspend|interrupt|pause|give up|avoid)(?:ping)? {_NURSING}"
    rf"|(?:(?:she )?{_MUST} )?wean(?:ing|ed)?(?: (?:the baby|{_BABY}|now))?|(?:must )?not (?:breast-?feed|nurse)"
    r"|(?:pump|express) and (?:dump|discard)|(?:no|stop) breast-?feeding"
)
_GIVEN_UP = (
    rf"(?:\b{_UNDENIED}(?:stop|stops|cease|quit|give up|giving up|suspend|interrupt|pause|halt|discontinue|end|abandon"
    rf"|break off|forgo|forego) (?:the |her |all |any |with )?{_NURSING}\b"
    rf"|\b{_UNDENIED}(?:{_MUST} |(?:then|so|and|please) |better )(?:be )?wean(?:ed)?\b"
    rf"|(?:^|[.;:!?] )\W*wean {_BABY}\b"
    rf"|\b(?:pump|express)(?:es|ing)? (?:\w+ )?(?:and|then) (?:dump|discard|throw|bin|tip|pour)"
    rf"|\b{_UNDENIED}(?:bottle|formula)[- ]?feed\b|\b{_UNDENIED}(?:switch|change|move|go|put {_BABY}) (?:over )?"
    r"(?:to|onto|on to|on) (?:the )?(?:formula|bottles?\b)"
    rf"|\b(?:must|should|may|can|do|does|is)(?:n't| not| never) (?:to )?(?:be )?(?:breast-?feed\w*|nurs(?:e|ing)"
    rf"|feed {_BABY}|put {_BABY} to (?:the|her) breast)\b|\bcannot (?:breast-?feed|nurse|feed {_BABY})\b"
    rf"|(?:^|[.;:,!?] )\W*no (?:more )?{_NURSING} (?:while|until|till|during|for|on|with|at all|now)\b"
    rf"|\b{_NURSING} (?:{_MUST} |will )(?:stop|end|cease|wait|be (?:stopped|suspended|interrupted|paused|given up))\b"
    rf"|\bkeep {_BABY} off (?:the|her) breast|\bchoose between (?:the )?(?:breast|{_NURSING}|milk)\b)"
)
#: as `actions` takes them
NURSING = ((_NAMED, _GIVEN_UP),)
