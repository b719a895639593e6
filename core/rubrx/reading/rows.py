"""Rows of terms that assert nothing: lists without verbs, strings of words without grammar, fragments in a column.

Whoever writes for a keyword check strings terms together; whoever advises, in however few words, says what to do with
them. Telegraphic notes ("Stop ibuprofen; paracetamol 1 g q6h; INR in 5 days") are advice and stay outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import late_re as re

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading

_VERBS = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|can|could|should|would|may|might|must|will|do|does|did|don't"
    r"|doesn't|isn't|"
    r"aren't|avoid|use|give|take|stop|start|hold|check|monitor|reduce|consider|switch|continue|refer|den(?:y|ies"
    r"|ied)|causes?|increases?|"
    r"raises?|needs?|requires?|recommend|i'd|i'm|it's|that's|there's|she's|he's|you|we|i)\b"
)
_LAST_OF_SEVERAL = re.compile(r"\s*(?:and|or)\b")
_HEADING = re.compile(
    r"\W*(?:key ?(?:word|term|phrase|concept)s?|tags?|buzz ?words?|search terms?|topics)\s*(?:[:=-]|$)"
)


#: "Monitor: INR, Hb, platelets": a heading that says what is to be done with the row, or what it is
_SAYS_OF_WHAT = re.compile(
    r"\W*(?:[a-z-]+ ){0,2}?(?:contraindicated|avoid|stop|hold|monitor|monitoring|check|recheck|watch(?: for)?|report"
    r"|symptoms?|signs?|side effects|red flags|alternatives?|options?|use|give|safer?|causes?|risks?|reasons?|ask)"
    r"(?: [a-z-]+){0,3}:"
)
#: "morphine, codeine, tramadol, oxycodone: all contraindicated": a verdict on the whole row
_VERDICT_BEHIND = re.compile(
    r":\s*(?:all|both|each|every one|each one|none|neither|any)\b(?: of (?:them|these"
    r"|those))?[^,;|\n]{0,25}\b(?:contra-?indicated|out|off"
    r"|stopped|held|withheld|barred|banned|avoided|forbidden|safe|fine|unsuitable|unsafe)\b"
)
#: the words of an item, its figures left out
_PLAIN = re.compile(r"(?<!\S)[^\d\s]\S*")
#: items that make a long row; "and"s that join a row and no sentence; words of a short item
_MANY, _MANY_ANDS, _FEW_WORDS = 10, 6, 3
#: more words than that, with a verb, make a clause
_CLAUSE = 6


def is_bare_list(text: str) -> bool:
    """Whether a sentence is a row of terms: five or more short items and hardly a verb, or words without grammar."""
    if ":" in text:
        if _HEADING.match(text):
            return True
        if _SAYS_OF_WHAT.match(text) or _VERDICT_BEHIND.search(text):
            return False
    if sum(map(text.count, ",;|/\n")) < 4:
        if len(text) < _LONG:
            return False
        ands = text.count(" and ")
        return _is_salad(text) or (ands >= _MANY_ANDS and _is_row(text.split(" and "), max(1, ands // 8)))
    # a slash within a word or a unit ("mg/kg/day", "and/or") parts no items
    items = [item for item in re.split(r"[,;|]|\s/\s|\n", text) if item.strip()]
    return _is_row(items, len(items) // 5) or (len(text) >= _LONG and _is_salad(text))


def _verbs_in(item: str) -> int:
    """How many verbs an item has; "avoid" alone says nothing."""
    return len(_VERBS.findall(item)) if " " in item.strip() else 0


def _is_row(items: list[str], few: int) -> bool:
    """Whether five or more items are short, with no more than a `few` verbs among them."""
    if len(items) < 5:
        return False
    if len(items[0].split()) > (5 if len(items) >= _MANY else 4):
        return False
    verbs = list(map(_verbs_in, items))
    if not verbs[0] and sum(verbs[:-1]) <= few and not _LAST_OF_SEVERAL.match(items[-1]):
        del items[-1], verbs[-1]  # what is glued behind a row of terms makes no sentence of the row
    if any(verb and len(item.split()) > _CLAUSE for verb, item in zip(verbs[:2], items, strict=False)):
        return False  # "Instead, it is caused by a combination of factors, such as obesity, inactivity, and smoking."
    # among many, figures make an item no longer ("glargine 10 units once daily")
    lengths = [len(_PLAIN.findall(item)) if len(items) >= _MANY else len(item.split()) for item in items]
    short = sum(length <= _FEW_WORDS for length in lengths)
    return short >= 0.8 * len(items) and sum(verbs) <= few


#: the least length, in characters, of a string of words that can be told from a telegraphic note
_LONG = 80
#: words of which an ordinary sentence of that length has one: a quick way out, up to a length where it has several
_ORDINARY = re.compile(r" (?:the|is|to|of|and|a|for|in|with|not) ")
_SHORT_ENOUGH = 160
#: what holds a sentence together, in English: articles, prepositions, pronouns, auxiliaries, conjunctions
_GRAMMAR = re.compile(
    r"\b(?:the|an?|this|that|these|those|it|its|he|she|they|him|her|his|their|them|you|your|we|i|who|which|what|there"
    r"|is|are|was|were|be|been|being|has|have|had|do|does|did|can|could|may|might|must|shall|should|will|would"
    r"|of|to|in|on|at|by|for|from|with|without|within|into|onto|over|under|below|above|after|before|during|until"
    r"|till|since|through|between|against|about|as|than|per|via|while|when|where|if|unless|because|so|but|and|or|nor"
    r"|not|no|than|then|also|only|instead|rather|due|any|all|both|each|every|until|once|such|more|less"
    r"|don't|doesn't|isn't|aren't|can't|cannot|won't|shouldn't|i'd|i'm|it's|that's|there's|she's|he's)\b"
)
_MARK = re.compile(r"[,;:()\[\]!?+=]|→|->| - |\. ")
#: words that name something or say something, numbers and units left out
_WORD = re.compile(r"(?<![\w])[a-z][a-z-]{2,}")
#: so many words in a row, and not one in twelve that holds them together
_IN_A_ROW = 12


def _is_salad(text: str) -> bool:
    """Whether words stand in a row without marks and next to no grammar: "warfarin ibuprofen NSAID bleeding ulcer"."""
    if len(text) < _SHORT_ENOUGH and _ORDINARY.search(text):
        return False
    in_salad = words = 0
    for stretch in _MARK.split(text):
        count = len(_WORD.findall(stretch))
        words += count
        if count >= _IN_A_ROW and len(_GRAMMAR.findall(stretch)) * _IN_A_ROW <= count:
            in_salad += count
    return in_salad * 2 > words


#: characters of a fragment, and how many in a row make a column of terms
_FRAGMENT, _COLUMN = 45, 6


#: a verb or a denial of a statement, however short: "it is safe", "no NSAIDs"
_STATES = re.compile(
    r" (?:is|are|was|were|has|have|had|can|could|should|would|may|might|must|will|does|did|do|needs?|causes?|helps?)\b"
    r"|(?:^| )(?:no|not|never|without)\b"
)


def is_fragment(text: str) -> bool:
    """Whether a sentence is as short as an item of a column, and no statement."""
    return (
        len(text) <= _FRAGMENT
        and text.count(" ") < _FEW_WORDS + 1
        and not text.endswith("?")
        and not _STATES.search(text)
    )


def columns(reading: Reading, bounds: list[tuple[int, int]]) -> frozenset[int]:
    """The indices of the sentences that stand in a column of bare terms, six or more below each other.

    A column that another line introduces ("Alternatives in order of preference:") says something; so does one in
    which more than one item in eight has a verb and an object, or one in four where none has a figure.
    """
    text = reading.folded.text
    found: list[int] = []
    run: list[int] = []
    for index, (start, end) in enumerate([*bounds, (0, _FRAGMENT + 1)]):
        if is_fragment(text[start:end]) and not _introduces(text[start:end]):
            run.append(index)
            continue
        if len(run) >= _COLUMN and not (run[0] and _introduces(text[slice(*bounds[run[0] - 1])])):
            items = [text[slice(*bounds[each])] for each in run]
            if _is_row([*items], len(items) // (_SOME_VERBS if _is_wordy(items) else _VERBS_BELOW)):
                # "Apixaban is always safe." below a column is none of its items
                alone = [item.count(" ") < _FEW_WORDS or not _verbs_in(item) for item in items]
                found.extend(each for each, is_item in zip(run, alone, strict=True) if is_item)
        run = []
    return frozenset(found)


#: one item in so many may have a verb: fewer where figures tell that somebody is to get something
_VERBS_BELOW, _SOME_VERBS = 8, 4
_DIGIT = re.compile(r"\d")


def _is_wordy(items: list[str]) -> bool:
    """Whether a column is long and without a figure: "limited data; shared decision; monitor sleep; ..."."""
    return len(items) >= _VERBS_BELOW and not any(map(_DIGIT.search, items))


def _introduces(text: str) -> bool:
    """Whether a line says what the column below it is of."""
    return text.endswith(":") and not _HEADING.match(text)
