"""Advice: `recommends`, `not_recommends`, `monitors`, `asks_about`: what the answer wants done, watched or asked."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, model_validator

from rubrx.contracts import Case, Judge, Outcome, met, not_met
from rubrx.reading import Concept, Lexicon, Reading
from rubrx.reading import late_re as re
from rubrx.reading.actions import errand_of, said_in
from rubrx.reading.asked import LEVELS
from rubrx.reading.drug_kinds import KIND
from rubrx.reading.ellipsis import elliptic
from rubrx.reading.expressions import EXPR_SCHEMA, Expr, Expression, Tree, parse_expression
from rubrx.reading.folding import fold
from rubrx.reading.played_down import is_played_down
from rubrx.reading.quantities import Quantity, parse_quantity
from rubrx.reading.sentence import Mention, Sentence
from rubrx.reading.stances.stance import Stance, settled
from rubrx.reading.stems import stem
from rubrx.reading.unknowns import asks_for_facts
from rubrx.records import Span
from rubrx_alignment.alarmed import alarmed, ruled_out
from rubrx_alignment.bloods import is_note_of_tests, is_test, looked_at_next, ordered_unnamed
from rubrx_alignment.implied import harms
from rubrx_alignment.kinds import Body, needs_content, sentence_quote, words_of
from rubrx_alignment.watching import Watched, is_regular, not_without, soon_enough, told_later


def endorsed(reading: Reading, concept: Concept) -> list[Span]:
    """Where the answer speaks for a drug or measure: by a stance for it, or by naming it without one against it."""
    mentions = reading.find(concept)
    stances = settled(reading.stances_on(concept), reading)
    if not mentions and (kinds := _of_its_kind(reading, concept)):
        return kinds
    if not mentions and all(each.against >= 0 or each.implied for each in stances):
        return []
    against = [each for each in stances if each.against >= 2]
    speaking_for = [each for each in stances if each.against < 0]
    if against and (not speaking_for or against[-1].start > speaking_for[-1].start):
        if not all(each.implied for each in against):
            return []
        return [reading.span(m.start, m.end) for m in mentions if m.start > against[-1].end and _by_itself(reading, m)][
            :1
        ]
    if speaking_for:
        return [reading.span(each.start, each.end) for each in speaking_for[:1]] + [
            reading.span(m.start, m.end) for m in mentions[:1]
        ]
    asked = reading.lexicon.asked.topics
    proposed = next((m for m in mentions if _is_proposed(reading, m)), None)
    if proposed is not None and not stances:
        return [reading.span(proposed.start, proposed.end)]
    if any(each.against > 0 and not reading.folded.text.startswith("(", each.start - 1) for each in stances):
        return []  # "think twice before using it", with nothing for it
    text = reading.folded.text
    barred = {each.sentence for each in reading.stances_on(concept) if each.against >= LEVELS["avoid"]}
    own = [m for m in mentions if reading.assertion_of(m.start, m.end).holds and m.sentence not in barred]
    own = [
        m for m in own
        if not _OTHERS_USE.search(text, max(0, m.start - _TELLING), m.start)
        and not _LESSENED.search(text, max(0, m.start - _TELLING), m.start)
        and not _PASSED_OVER.match(text, m.end, reading.sentences[m.sentence].end) and not harms(reading, m)
        and not _TRIED.search(text, max(0, m.start - _TELLING), m.start)
        and not (_BEING.match(text, m.end) and any(s.sentence == m.sentence and s.against > 1 for s in reading.stances))
    ]  # fmt: skip
    dosed = any(concept.name in dose.drugs and dose.role == "advised" for dose in reading.doses)
    if concept.name in asked and not dosed:  # of what was asked about, only what is put forward by itself
        own = [m for m in own if _by_itself(reading, m)]
    if not own:
        return []
    return [reading.span(m.start, m.end) for m in own[:1]]


#: "plain paracetamol", "paracetamol and nothing besides": one part of a product, without the others
_ALONE_BEFORE = re.compile(
    r"\b(?:plain|simple|just|only|ordinary|single-ingredient|straight|bare|pure|unmixed|stick (?:to|with)|plus|swap\w*"
    r"(?: \w+){0,2} for(?: an?)?(?: (?:box|pack|packet|bottle)(?: of)?)?)\s(?:old\s)?$"
)
_ALONE_AFTER = re.compile(
    r"(?:\s(?:tab(?:let)?s?|capsules?|syrup|liquid|spray))?\s?(?:,\s)?(?:(?:and|with) (?:nothing|no other)\b"
    r"|on (?:its|their) own"
    r"|by itself|alone\b|only\b|separately|instead|without the rest)"
)


def _by_itself(reading: Reading, mention: Mention) -> bool:
    """Whether a drug is put forward without what it comes with: "plain paracetamol would do"."""
    text, sentence = reading.folded.text, reading.sentences[mention.sentence]
    return reading.assertion_of(mention.start, mention.end).holds and bool(
        _ALONE_BEFORE.search(text, sentence.start, mention.start) or _ALONE_AFTER.match(text, mention.end, sentence.end)
    )


def _of_its_kind(reading: Reading, concept: Concept) -> list[Span]:
    """Where the answer speaks for the kind that a drug is of: "a little steroid would settle it instead"."""
    kinds = reading.lexicon.compiled.kinds
    mine = [
        m
        for m in reading.drug_mentions
        if m.concept.startswith(KIND)
        and concept.name in kinds[m.concept.removeprefix(KIND)].drugs
        and not _ONE_OF_SOME.match(reading.folded.text, m.end)
    ]
    for_it = [s for s in reading.stances if not {m.concept for m in mine}.isdisjoint(s.targets)] if mine else []
    refused = {each.sentence for each in reading.stances if each.against > 0}
    if any(each.against > 0 for each in for_it) or any(m.sentence in refused for m in mine):
        return []
    spans = [reading.span(each.start, each.end) for each in for_it if each.against < 0]
    return (
        spans[:1]
        or [
            reading.span(m.start, m.end)
            for m in mine
            if "instead" in reading.sentences[m.sentence].text and reading.assertion_of(m.start, m.end).holds
        ][:1]
    )


#: "a progestogen-only pill" is one of some of them, "penicillin-type capsules" are any
_ONE_OF_SOME = re.compile(r"-(?!(?:type|like|family|class|group|based|style|containing)\b)")
#: "have you tried a fixed bedtime?", "what about cetirizine?": questions that put something forward
_PROPOSES = re.compile(
    r"\W*(?:(?:and|so|but|then|or|well|now),? )*(?:have you (?:ever )?(?:tried|thought of|thought about"
    r"|considered)|what about|how about|why not|(?:could|might|can) (?:he|she|you|they|we|i)"
    r" (?:not |perhaps |possibly |maybe )*(?:try|have|use|take|switch|swap|change|move|suggest|offer|manage"
    r"|get by|make do"
    r"|go for)|(?:may|might|can|could) i (?:suggest|propose|recommend|interest)"
    r"|(?:could|can|would|will) (?:you|we) (?:please |kindly )?(?:make it|let (?:her|him|them) have|use"
    r"|try|give|prescribe|issue|write|consider)"
    r"|would (?:he|she|you|they) (?:consider|try|accept|like to try)|is there any reason not to (?:use|try"
    r"|give)|shall we (?:try|use|give|go for|start))\b"
)
_UNDONE = re.compile(
    r"\b(?:(?:avoid|stop|omit|hold|chang|withdraw|leav|cancel)\w*|without|drop|dropped"
    r"|dropping)\b|\bleft out\b"
)
_TAKEN_BACK = re.compile(
    r"\W*(?:no\b|not\b|none\b|neither\b|never\b|sadly|unfortunately|alas"
    r"|i (?:would not|wouldn't|don't|fear not)|(?:it|that|they|those) (?:won't|wouldn't|would not|will not"
    r"|isn't|is not|doesn't|can't))"
)


def _is_proposed(reading: Reading, mention: Mention) -> bool:
    """Whether a question of the answer's own puts it forward, and the next sentence doesn't take it back."""
    sentence = reading.sentences[mention.sentence]
    if not sentence.is_question or not _PROPOSES.match(sentence.text) or _UNDONE.search(sentence.text):
        return False
    after = sentence.following
    return after is None or _TAKEN_BACK.match(after.text) is None


#: "some people use terbinafine" tells of others, and recommends nothing
_OTHERS_USE = re.compile(
    r"\b(?:people|patients|clinics|doctors|prescribers|some|many|others|they) (?:do |still |often |sometimes "
    r"|also |would |might |may )*"
    r"(?:use|take|give|prescribe|try|prefer|like|swear by|suggest|recommend|choose|pick|favour|favor|reach for|go for"
    r"|opt for) (?:the )?$"
)
#: "cut the lithium to 400 mg", "naproxen beats paracetamol"
_LESSENED = re.compile(
    r"(?<!nothing )(?<!little )(?<!few things )(?<!none )\b(?:beats|outdoes|outperforms|surpasses|better than"
    r"|superior to|stronger than|preferable to|more than) $|"
    r"\b(?:cut|halv|reduc|lower|trim|shav|taper)\w* (?:off |down )?(?:the |his |her |your |some )*$"
)
_TELLING = 50
#: "she tried latanoprost and her eyes swelled": a story, and no advice
_TRIED = re.compile(
    r"\b(?:she|he|they|who|patient|mother|man|woman|child)(?:'s| has| had| have|'d)?(?: \w+ly| already| once| also)?"
    r" (?:tried|took|was (?:on|given|tried on|started on)|been (?:on|given|tried on))(?: the| some| both| plain)? $"
)
#: "latanoprost: contraindicated, prostaglandins being bronchoconstrictors": a reason, and no advice
_BEING = re.compile(r"\s(?:all |both )?being\b")
#: "prompted toileting has been tried and got nowhere"
_PASSED_OVER = re.compile(
    r"[^.;:,]{0,30}?(?:\b(?:has|have|was|were|had)(?: already)?(?: been)? tried\b[^.;]{0,40}?\b(?:fail\w*"
    r"|nowhere|nothing|no (?:use|help|good|effect|difference"
    r"|avail|better)|without|in vain|hated|couldn't|didn't|not)\b|\b(?:got (?:him|her|them) nowhere"
    r"|(?:(?:has|have|had)(?:n't| not| never| hardly| barely| scarcely| only)|(?:is|are|was|were)(?:n't| not))"
    r" (?:(?:really|much|even|yet|ever) )*(?:help(?:ed|ing)|work(?:ed|ing)|touch(?:ed|ing)|held|holding|controlled"
    r"|controlling|suited|agreed|been (?:any|much|enough|of)|made (?:a|any|much)|done (?:anything|much|the|her|him|a)"
    r"|cutting it|doing (?:anything|much|the trick|a thing))"
    r"|(?:has |have |had )?(?:already |long |since |always )*(?:let (?:him|her|them|you) down|disappointed)"
    r"|(?:has |have |had )?(?:already )?(?:done|did) (?:precious |very |next to )?(?:nothing|little)"
    r"|(?:has |have |had )?(?:failed|did nothing|made no difference"
    r"|never (?:worked|helped|saved|did)|didn't (?:work|help)|did not (?:work|help)|won't (?:work|help|do)"
    r"|got nowhere))\b)"
    # "co-trimoxazole looks tempting, but ...": who means it says so in other words
    r"|(?: \w+)? (?:looks?|seems?|sounds?|appears?|is|would be|(?:may|might|would) (?:look|seem|sound|be)) "
    r"(?:(?:very|rather|quite|so|most) )?(?:tempting|attractive|appealing|seductive)\b"
    r"|[^.;:]{0,50}?, so (?:not (?:that|it|this|them|those)\b|no\b)"
    r"|(?: \w+)? (?:may|might|could) or (?:may|might|could) not\b|(?: and [\w-]+) are (?:both|all|two|equally)\b"
    r"|(?: \w+)? is (?:out of stock|unavailable|not available|off the shelf|hard to get)\b"
    # "prasugrel and ticagrelor bleed too much": what is found wanting
    r"|(?:,? (?:and|or) [\w-]+)? (?:bleeds?|costs?|harms?|sedates?|interacts?|accumulates?|lasts?|does|do|works?)"
    r" (?:far |much )?too (?:much|many|often|long|little|slowly)\b"
    r"|(?:,? (?:and|or) [\w-]+)? (?:is|are) (?:really |simply |just |both )?(?:no (?:better|safer|use"
    r"|good|improvement)\b|useless"
    r"|overrated|(?:far |much )?too (?:risky|dangerous|strong|potent|toxic|expensive|costly|weak|feeble|slow|mild))\b"
    r"|(?:,? (?:and|or) [\w-]+)? (?:would be|is|are) (?:even |far |much |no )?(?:worse"
    r"|better than nothing|wrong|overkill|foolish)\b"
    r"|(?:,? (?:and|or) [\w-]+)? (?:prolongs?|lengthens?) (?:the |his |her )?qtc?\b"
    r"|(?:,? (?:and|or) [\w-]+)? (?:makes?|turns?|leaves?) (?:her|him|them|people|one|you"
    r"|patients) (?:fat|sick|ill|worse|sleepy"
    r"|dizzy|drowsy|bleed|tired|confused)\b"
    r"|(?: \w+)? (?:also |too )?exists?\b|(?: \w+)? is (?:also )?(?:around|out there|on the market)\b"
    r"|(?: \w+)? (?:comes?|springs?|leaps?|jumps?) to mind\b"
)


def recommends(body: Tree, lexicon: Lexicon) -> Judge:
    """Met when the answer speaks for enough of them: a rejected or merely listed one does not count."""
    expression = Expression(body, lexicon, advisable=True)

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = expression.search(lambda concept: endorsed(reading, concept))
        if found.holds:
            return met(f"recommends {', '.join(found.named[:4])}: {words_of(found.spans, reading)}", found.spans)
        for name in found.missing:
            for each in reading.stances_on(expression.concepts[name]):
                if each.against >= 2:
                    return not_met(
                        f"speaks against {name}: {sentence_quote(reading, each.start)}",
                        [reading.span(each.start, each.end)],
                    )
        if found.named:
            return not_met(f"recommends only {', '.join(found.named[:4])}", found.spans)
        return not_met(f"does not recommend {' or '.join(found.missing[:5])}")

    return judge


def _resumes(reading: Reading, stance: Stance) -> bool:
    """Whether a stance takes up again what was taken: of a drug that is not taken it can't be."""
    return reading.folded.text.startswith(("restart", "resum", "re-start", "reintroduc"), stance.start)


def _stands_before(reading: Reading, concept: Concept, amount: Quantity) -> bool:
    """Whether a name stands right before an amount: "DigiFab 10 vials now"."""
    return any(0 <= amount.start - m.end <= len(" iv ") for m in reading.find(concept))


def not_recommends(body: Tree, lexicon: Lexicon) -> Judge:
    """Met by silence and by advice against; not met when the answer speaks for it."""
    expression = Expression(body, lexicon, advisable=True)

    def spoken_for(reading: Reading, concept: Concept) -> list[Span]:
        stances = settled(reading.stances_on(concept), reading)
        if any(each.against >= 2 for each in stances):
            return []
        for_it = [each for each in stances if each.against < 0 and not (each.implied and _resumes(reading, each))]
        if for_it:
            return [reading.span(each.start, each.end) for each in for_it][:2]
        return [
            reading.span(dose.quantity.start, dose.quantity.end)
            for dose in reading.doses
            if dose.role == "advised"
            and (concept.name in dose.drugs or _stands_before(reading, concept, dose.quantity))
        ][:1]

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = expression.search(lambda concept: spoken_for(reading, concept))
        if found.holds:
            return not_met(f"recommends {', '.join(found.named)}: {words_of(found.spans, reading)}", found.spans)
        return met("does not recommend it")

    return needs_content(judge)


def _as_people_write(schema: dict[str, Any]) -> None:
    """An editor's view of `Monitors`: the expression's own keys beside `within`, or a term alone."""
    keys = {key: each for option in EXPR_SCHEMA["anyOf"][1:] for key, each in option["properties"].items()}
    schema["properties"] = {**keys, **{key: schema["properties"][key] for key in ("within", "at_latest")}}
    schema["type"] = ["object", "string"]
    schema["anyOf"] = [{"required": ["any"]}, {"required": ["all"]}, {"required": ["at_least", "of"]}]
    del schema["required"]


class Monitors(Body):
    """What is to be watched, as an expression; and how soon: a time that must be told, or the latest that may be."""

    model_config = ConfigDict(json_schema_extra=_as_people_write)

    what: Expr
    within: str | None = None
    at_latest: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_written(cls, written: Any) -> Any:
        if isinstance(written, dict) and "what" not in written:
            times = {key: written[key] for key in ("within", "at_latest") if key in written}
            rest = {key: value for key, value in written.items() if key not in times}
            return {"what": parse_expression(rest), **times}
        return {"what": written} if not isinstance(written, dict) else written


#: two months are eight weeks
_SLACK = 1.1


def _hours(written: str | None, key: str) -> float | None:
    if written is None:
        return None
    quantity = parse_quantity(written)
    if quantity.dimension != "time":
        raise ValueError(f"{key} must be a time such as '24 hours' or '4 weeks', got {written!r}")
    return quantity.high * _SLACK


#: who looks after a test is one way to name it ("the anticoagulant clinic" for the INR), and no errand of its own
_WHO = ("clinic", "team", "nurse", "nurses", "centre")


def _errands_named(concept: Concept) -> list[str]:
    """The spellings of what is to be watched that may be errands: those of a test name nobody who is to be rung."""
    own = is_test(concept) and errand_of(fold(concept.name).text) is None
    return [each for each in concept.spellings if not (own and each.endswith(_WHO))]


#: "a nudge in dose can send the level through the roof": what happens to a level, and no order
_DRIVEN = re.compile(r"\b(?:send|drive|push|shoot|tip|put|take)(?:s|ing)?(?: [\w'-]+){0,3} $")
_AWAY = re.compile(
    r"(?: (?:levels?|counts?|readings?|figures?|results?))? (?:through the (?:roof|ceiling|floor)|sky[- ]high|soaring"
    r"|rocketing|off the (?:scale|chart)|haywire|into orbit|up\b|down\b|climbing|tumbling|plummeting|higher|lower)"
)


def _is_driven(reading: Reading, mention: Mention) -> bool:
    """Whether a level is only said to be driven up or down."""
    text = reading.folded.text
    return _AWAY.match(text, mention.end) is not None and bool(
        _DRIVEN.search(text, reading.sentences[mention.sentence].start, mention.start)
    )


def monitors(body: Monitors, lexicon: Lexicon) -> Judge:
    """Met when the answer has it watched, soon enough where a time is asked for."""
    expression = Expression(body.what, lexicon)
    limit = _hours(body.within, "within")
    latest = _hours(body.at_latest, "at_latest")

    errands = {
        name: tuple(
            dict.fromkeys(done for each in _errands_named(concept) if (done := errand_of(each)) is not None)
            if not (concept.is_drug and is_test(concept))  # "glucose" is to be measured here, and not to be given
            else ()
        )
        for name, concept in expression.concepts.items()
    }

    def watched(reading: Reading, concept: Concept, seen: dict[int, Watched]) -> list[Span]:
        spans = [
            reading.span(start, end) for errand in errands[concept.name] for start, end in said_in(errand, reading)
        ]
        if not spans:
            spans = [
                reading.span(m.start, m.end)
                for m in (*alarmed(reading, concept), *ruled_out(reading, concept))
                if not is_played_down(reading.sentences[m.sentence], m.start, m.end, concept.name)
            ]
        named = reading.asserted(concept) or _own(reading, reading.find(concept) or elliptic(reading, concept))
        for mention in (
            *named,
            *ordered_unnamed(reading, concept),
            *looked_at_next(reading, concept),
            *not_without(reading, concept),
        ):
            sentence = reading.sentences[mention.sentence]
            if sentence.index not in seen:
                seen[sentence.index] = Watched(sentence, timed=limit is not None or latest is not None)
            here = seen[sentence.index]
            if (
                here.is_unreal(mention)
                or here.waits(mention)
                or here.gives(mention)
                or here.spurns(mention)
                or _is_driven(reading, mention)
                or not (
                    is_regular(reading, mention, sentence.end)
                    or here.holds(mention)
                    or is_note_of_tests(reading, mention)
                )
            ):
                continue
            if limit is not None and not soon_enough(reading, mention.sentence, limit):
                continue
            if latest is not None and told_later(reading, mention.sentence, latest):
                continue
            spans.append(reading.span(mention.start, mention.end))
        return spans

    def judge(case: Case) -> Outcome:
        reading = case.reading
        seen: dict[int, Watched] = {}
        found = expression.search(lambda concept: watched(reading, concept, seen))
        if found.holds:
            return met(
                f"has it watched: {sentence_quote(reading, reading.folded.position(found.spans[0].start))}", found.spans
            )
        when = f" within {body.within}" if body.within else ""
        return not_met(f"does not have {' or '.join(found.missing[:4])} watched{when}")

    return judge


def _own(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """The mentions by which the answer itself says so; a polite request is no question."""
    return [
        m for m in mentions if reading.assertion_of(m.start, m.end).holds or _is_request(reading.sentences[m.sentence])
    ]


_REQUEST = re.compile(
    r"(?:please )?(?:could|can|would|will|may|might|shall) (?:you|we|i|someone|somebody|the \w+|her \w+"
    r"|his \w+)"
    r"(?: please| also| just| kindly| get (?:him|her|them) to)*"
    r" (?!tell|say|explain|know|confirm|clarify|let|mind|think)"
    r"|(?:can|could|may|might) i suggest"
)


def _is_request(sentence: Sentence) -> bool:
    """Whether a question asks for something to be done: "could you repeat the level this week?"."""
    if not sentence.is_question or sentence.negations:
        return False
    text, after = sentence.text, sentence.following
    if (
        after is not None
        and _WAS_IT.match(text)
        and after.text.lstrip().startswith(("if not", "if no", "otherwise", "i would", "i'd", "please", "worth"))
    ):
        return True
    return bool(_REQUEST.match(text) or _TAG.search(text) or _TO_LOOK_FOR.match(text))


#: "Has anyone sent a trough? If not, ..."
_WAS_IT = re.compile(r"\W*(?:has|have|did|was|were|is) (?:any\w+|some\w+|you|we|they|an?|the|his|her|there)\b")
_TAG = re.compile(r",? (?:would|will|can|could) you(?: please)? ?\?\W*$|,? please ?\?\W*$")
#: "keep an eye on him: is he eating, is he awake?"
_TO_LOOK_FOR = re.compile(
    r"(?:please |do |and )?(?:keep (?:an? )?(?:\w+ )?eye|watch|check|look|monitor|ask|see|observe"
    r"|note)\b[^?]{0,60}?(?::| - |, )"
    r"(?= ?(?:is|are|does|do|has|have|any|can|did|how|what)\b)"
)


def asks_about(body: Tree, lexicon: Lexicon) -> Judge:
    """Met when the answer asks for the fact, or says that it needs it."""
    expression = Expression(body, lexicon)

    def asked(reading: Reading, concept: Concept) -> list[Span]:
        return [
            reading.span(mention.start, mention.end)
            for mention in (*reading.find(concept), *elliptic(reading, concept), *_in_another_form(reading, concept))
            if _asks(reading, mention.sentence)
        ]

    def judge(case: Case) -> Outcome:
        reading = case.reading
        found = expression.search(lambda concept: asked(reading, concept))
        if found.holds:
            return met(f"asks: {sentence_quote(reading, reading.folded.position(found.spans[0].start))}", found.spans)
        return not_met(f"does not ask about {' or '.join(found.missing[:4])}")

    return judge


def _in_another_form(reading: Reading, concept: Concept) -> list[Mention]:
    """Where a term of one word stands in another form of it: "does she smoke?" asks about smoking."""
    if concept.is_drug:
        return []
    wanted = {stem(each) for each in concept.spellings if each.isalpha() and len(each) >= _LONG_ENOUGH}
    return [
        reading.mention(concept, start, end)
        for sentence in (reading.sentences if wanted else ())
        if _asks(reading, sentence.index)
        for each, start, end in sentence.stems
        if each in wanted
    ]


#: letters of a word whose other forms are looked for: "age" and "again" are not one
_LONG_ENOUGH = 5


def _asks(reading: Reading, index: int) -> bool:
    sentence = reading.sentences[index]
    if sentence.is_bare_list:
        return False
    if sentence.is_question or any(hit.cue.kind == "ask" for hit in sentence.cues("hedging")):
        return True
    return asks_for_facts(sentence.text)
