"""Refusals by any verb at all, where an answer has no other word on what was asked about: "it must not be begun".

The lists of cues hold the verbs of use that are known; a denial of what ought to be done refuses by those that are
not, unless its verb is one of stopping, waiting or worrying ("she must not miss a dose") or it tells how to take it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rubrx.reading import assertion
from rubrx.reading import late_re as re
from rubrx.reading.stances.antecedents import antecedent
from rubrx.reading.stances.silence import declines, leaves_open
from rubrx.reading.stances.stance import Stance
from rubrx.reading.stances.targets import is_behind_preposition

if TYPE_CHECKING:
    from rubrx.reading.reader import Reading
    from rubrx.reading.sentence import Sentence

_NOUN = (
    r"(?:drug|medicine|medication|tablet|capsule|pill|antibiotic|painkiller|inhaler|cream|injection|jab|vaccine|syrup"
    r"|bottle|box|packet|script|prescription|course|combination|pair|pairing|choice|item|one|remedy|patch|infusion|drip"
    r"|bag|syringe|supply|sale|plan|order|family|class|group|lot|two|mixture|spray|shot|stuff|dose|repeat|product)s?"
)
#: what may stand behind "that" where it is no article
_ENDS_IT = (
    r"(?=\s*(?:[.,;:!?)]|$)|\s+(?:to|from|for|in|into|on|onto|with|out|over|through|past|today|tonight|now|here"
    r"|again|up|near"
    r"|anywhere|until|till|together|while|as|at|by|alongside|because|since|and|or|but|go|run|a day|any longer"
    r"|leave|happen"
    r"|start|given|started|along|away|when|after|is|are|should|must|ought|may|would|can)\b)"
)
_THING = (
    rf"(?:(?:it|them|both|another|either|the two|any more|(?:that|this|these|those)(?: one)?){_ENDS_IT}|(?:the"
    rf"|that|this|these"
    rf"|those|his|her|their|your|today's|tonight's|such an?|another|a new|a further) (?:[\w'-]+ ){{0,2}}?{_NOUN}\b"
    r"|what(?:'s| is| was| the \w+) [\w ]{3,25}?)"
)
#: "must not", "is not to", "best not"
_OUGHT_NOT = (
    r"(?:(?:should|must|ought|may)(?:n't| not| never)(?: to)?|(?:is|are)(?:n't| not| never) to|had better not"
    r"|(?:had |'d )?best not|(?:are|is) never to)"
)
#: "I'd not", "nobody should", "we never", "my pharmacy would not"
_I_DO_NOT = (
    r"(?:(?:i|we|my \w+|our \w+|this pharmacy)(?:'d| would| will|'ll| shall| can| could| do|'m| am)?(?:n't| not| never)"
    r"(?: (?:in good conscience|going to))?|(?:i|we) (?:can't|cannot|won't)|(?:he|she|they)(?:'s|'re| is"
    r"| are) not(?: going to)?"
    r"|(?:nobody|no one|no-one|no pharmacist)(?: \w+ing [\w ]{3,20}?)? (?:should|would|ought to|must|can|could"
    r"|will|may))"
)
_DONT = (
    r"(?:(?:^|[.;:,!?(]\s*|\b(?:so|and|but|please|then)\s+)(?:please )?(?:don't|do not|never)"
    r"|\b(?:tell|ask|warn|advise|instruct|urge) (?:him|her|them|mum|dad|the \w+) not to)"
)
_LEADS = r"(?:(?:\w+ly|even|just|simply|ever|also|be|been|being|have|had|to|yet|now|so|much as|another) )*"
#: what is denied and refuses nothing: to stop, to wait, to worry, to harm
_NO_USE = (
    r"(?:stop|miss|skip|run (?:out|short|low|dry)|forget|worr|wait|delay|put|postpon|defer|hesitat|refus|declin"
    r"|den[yi]|withh|withdr"
    r"|h[eo]ld|chang|alter"
    r"|reduc|lower|cut|drop|omit|avoid|ban|bar\b|barred|block|reject|object|panic|fear|afraid|mind|blam|matter"
    r"|hurt|harm|affect|interfer"
    r"|interact|need|requir|know|think|thought|believ|expect|rul|exclu|discourag|restrict|limit|depriv|interrupt"
    r"|swap|switch"
    r"|replac|turn|bounc|tear|bin\b|driv|drink|operat|exceed|rely|relied|ignor|neglect|overlook|lie|sit\b|eat"
    r"|crush|chew"
    r"|shar|smok|assum|conclu|jump|underestim|doubl|rush|sa[yi]|swear|promis|guarant|quot|call|label|agree|ris"
    r"|fall|go (?:above|over|below|up|down)"
    r"|check|repeat(?:ed)? (?:the|her|his) |measur|report|mistak|mistook|read|treat|alarm|surpris|concern|trust"
    r"|cause|lik|see\b|seen\b|have (?:seen|had|any)|test|stud|tried|get(?:ting)? better"
    r"|let (?:her|him|them|you) (?:lie|sit|sleep|wait|drive|go\b|stay|leave (?!with))|caus|raise|mean"
    r"|rais|increas|tak(?:e|en) (?:as|for|from|off|away)|discontinu|come off|without|leave (?:him|her"
    r"|them) without|be sent|sent|send"
    r"|confus|pregnan|conceiv|become|see (?:a|any|no|the) (?:problem|reason|need|harm|objection)|find|be any"
    r"|make|take (?:more|two|three|it (?:with|on|before|after|within|in)))"
)
#: what "I would not" must be followed by to refuse: "I can't forecast it" and "I don't dispute it" do not
_USE = re.compile(
    r"(?:give|giving|gave|use|using|start|begin|supply|dispens|prescrib|fill|issu|hand|sell|offer|order|writ|sign|countersign"
    r"|put|add|combin|mix|pair|choos|pick|reach|touch|risk|recommend|advis|suggest|support|back|endors|sanction"
    r"|condon|counten|entertain|authoris|authoriz|approv|allow|permit|accept|pass|let|want|have|go|keep|continu|carry|leav"
    r"|inject|infus|get|hang|run|administ|load|push|apply|implant|release|process|honou?r|restart|resum|repeat|renew|co-?prescrib)"
)
#: how it is to be taken, and no refusal
_MANNER = re.compile(
    r"\b(?:more than|longer than|less than|with (?:food|milk|meals?|alcohol|dairy|antacids?|iron|zinc|calcium"
    r"|water|juice|tea"
    r"|paracetamol|grapefruit)|empty stomach|within|same time|without|unless|if|except|suddenly|abruptly|at once"
    r"|on the spot|run (?:out|past|short|low|dry)|sleep over"
    r"|in one go|by (?:him|her|them)sel(?:f|ves)|lying|undiluted|fast|quickly|than|times|every|daily|hours"
    r"|minutes|lightly"
    r"|no (?:reason|need|call|cause)|not worth)\b|\d"
)
_UNTIL = re.compile(r"\b(?:until|till|yet|for now|for the moment|today|tonight)\b")
_NEGATED = re.compile(
    rf"(?:\b(?P<thing>{_THING}|(?P<who>he|she|they|you|a man|a woman|a child|anyone|anybody|mum|the (?:patient"
    rf"|child|mother))) {_OUGHT_NOT}"
    rf"|(?P<dont>{_DONT})|\b(?P<self>{_I_DO_NOT})) {_LEADS}"
    rf"(?!{_NO_USE}|(?:be|been|being|to|ever|just|even|simply|also|yet|now|so|much)\b|have been\b"
    rf"|\w+ly\b)(?P<verb>[a-z]+)(?P<rest>[^.;:!?]*)"
)
_NAMED_AFTER = re.compile(rf"\b{_THING}(?![\w'-])")
#: "it needs to be a different antibiotic", "have it changed", "change abx", "the wrong syrup"
_KIND = (
    r"(?:antibiotics?|abx|drugs?|medicines?|tablets?|agents?|pills?|painkillers?|syrups?|remed(?:y|ies)"
    r"|treatments?|antiemetics?"
    r"|antidepressants?|class|family|inhalers?|vaccines?|choice|product|analgesics?|antihistamines?|statins?"
    r"|sedatives?|steroids?)"
)
_OTHER_WANTED = re.compile(
    rf"\b(?:a different|another|some other|an alternative|a safer) (?:[\w'-]+ ){{0,2}}?{_KIND}\b(?! (?:isn't"
    rf"|is not|is un|would be un))"
    rf"|\b(?:change|changing|changed|switch|swap)(?: of| the| that| her| his)? {_KIND}\b"
    rf"|\b(?:the|that|this|her|his) (?:[\w'-]+ )?{_KIND} (?:has to|must|should|needs to|ought to"
    rf"|will have to) (?:be )?(?:change|replace|go\b)"
    r"|\b(?:have|get|want|having|getting) (?:it|that|this|the [\w ]{3,20}?) (?:changed|altered|swapped|replaced"
    r"|rewritten)\b"
    r"|\b(?:has to|must|should|needs to|ought to|will have to|had better) be something else\b"
    rf"|\bwrong (?:{_KIND}|bottle|box|packet|jab|shelf|cream|patch)\b"
    rf"|\b(?:{_THING}|cipro|[a-z]{{5,}}) (?:goes|go|can go|should go|must go|is going"
    rf"|had better go) (?:straight )?back\b(?! (?:up|on|to (?:normal|the old|his usual|her usual)))"
    r"|\bnot (?:one|a choice|something|a combination|a plan) (?:i|we|anyone)(?: can|'d| could| would"
    r"|'ll)? (?:accept|support|allow|back|sign|pass|agree)"
    r"|\bnever the two (?:together|in)\b|\bhard stop\b|\b(?:better|best) without (?:it|that|this)\b"
    r"|\bknock (?:it|that|this)? ?back\b"
    r"|\b(?:hand|give|bring|take) back (?:what|whatever|any|the rest|the remain)"
    r"|\bout of (?:her|his|their) (?:system|body|mouth|house|hands) (?:now|today|as soon|quickly)"
)
#: what makes light of it, or leaves it open
_WAVES = re.compile(
    r"\b(?:fine|ok|okay|safe|yes|no problem|no objection|go ahead|carry on|continue|dispense as|as (?:written"
    r"|charted|planned)|happy"
    r"|perhaps|may or may not|some would|others|might not|hard to say|language model|depends)\b"
)
_WORDS = frozenset(
    "not never nobody no cannot shouldn mustn oughtn isn aren don won can wouldn best different another other"
    " alternative change changed changing switch swap altered swapped replaced rewritten something wrong back"
    " stop without safer".split()
)


def denied(reading: Reading, found: list[Stance]) -> list[Stance]:
    """The stance against what was asked about in an answer of which no sentence takes any on it."""
    topics = reading.lexicon.asked.topics
    if not topics or reading.lexicon.asked.polarity < 0 or _WORDS.isdisjoint(reading.word_set):
        return []
    if any(not set(each.targets).isdisjoint(topics) for each in found):
        return []
    if any(not set(dose.drugs).isdisjoint(topics) and dose.role == "advised" for dose in reading.doses):
        return []
    for sentence in reading.sentences:
        if sentence.is_question or sentence.is_bare_list or sentence.conditions or _WAVES.search(sentence.text):
            continue
        if declines(sentence):
            continue
        place = _refuses(sentence, topics)
        if place is not None:
            start, end = sentence.start + place[0], sentence.start + place[1]
            if assertion.assertion_of(reading, start, end).state not in _HELD:
                continue
            level = "hold" if _UNTIL.search(sentence.text, place[0]) else "avoid"
            return [Stance(level, topics, start, end, sentence.index, negated=True, implied=True)]
    return []


_HELD = (assertion.State.AFFIRMED, assertion.State.NEGATED)


def _refuses(sentence: Sentence, topics: tuple[str, ...]) -> tuple[int, int] | None:
    """Where a sentence refuses what was asked about; None where it speaks of another drug, or does not."""
    text, folded = sentence.text, sentence.reading.folded.text
    drugs = sentence.reading.drugs_in(sentence)
    others = [
        m for m in drugs if m.concept not in topics and not is_behind_preposition(folded, sentence.start, m.start)
    ]
    if others:
        return None
    own = any(m.concept in topics for m in drugs)
    for match in _NEGATED.finditer(text):
        if _MANNER.search(match["rest"]) or (match["self"] is not None and not _USE.match(match["verb"])):
            continue
        if leaves_open(sentence, match.start()):
            continue
        subject = match["thing"] is not None and match["who"] is None
        after = _NAMED_AFTER.search(match["rest"]) is not None
        if (subject or after or own) and _of_topics(sentence, match.start(), topics):
            return match.span()
    wanted = _OTHER_WANTED.search(text)
    if wanted is not None and not sentence.negations:
        return wanted.span()
    return None


def _of_topics(sentence: Sentence, position: int, topics: tuple[str, ...]) -> bool:
    """Whether "it" at a place is what was asked about, and no other drug that was named before."""
    meant = antecedent(sentence, sentence.start + position)
    return not meant or not set(meant).isdisjoint(topics)
