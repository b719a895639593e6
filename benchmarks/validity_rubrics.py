"""A query of a validity set and its criteria as a rubric of rubrx's own kinds; answers and labels are never
seen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from validity_asked import facts_in, far_beyond, is_against, kept_amounts, signs_in, warns
from validity_causes import cleared, given_of, stops_the_culprit
from validity_doses import dose_bodies, dose_kept, dose_refused, once_right
from validity_givings import least_before, two_sides, wants_given
from validity_names import Terms, drugs_named, generic_of
from validity_offers import WEANING, either_device, is_claim_apart, is_weaning, left_out, offered_in
from validity_patient import patient_of
from validity_phrases import (
    advises_against,
    aims_of_advice,
    asked_for,
    asks_for_culprit,
    asks_for_gap,
    asks_for_roughness,
    asks_when,
    awaited,
    bare_watch,
    both_named,
    claims_of,
    count_asked,
    cuts_the_other,
    hangs_on,
    is_absolute,
    is_ban,
    is_ban_of_drug,
    is_bare_fact,
    is_bare_sign,
    is_for_good,
    is_forever,
    is_hold,
    is_person,
    is_time,
    is_use,
    left_open,
    listed_in,
    named_in,
    only_blamed,
    outcomes_of,
    plays_down,
    reasons_to_go_on,
    soonest,
    speaks_of_evidence,
    speaks_of_other_patients,
    speaks_of_others,
    statement,
    stops_if_it_comes,
    strength,
    told_not,
    untimed,
    watched_in,
    ways_barred,
    weighed,
    without_parts,
)  # fmt: skip

from rubrx.contracts import Metric
from rubrx.errors import RubricRefused
from rubrx.grading import Grader
from rubrx.intake.rubrics import load_rubric
from rubrx.reading.actions import errand_of
from rubrx.reading.conditions import parse_condition
from rubrx.reading.folding import fold
from rubrx.reading.patient import Patient
from rubrx.records import Rubric

#: the set's words for a metric, and rubrx's
METRICS = {"contraindication": "contraindication_recall", "dose": "dose_accuracy"}
#: a criterion's members: (kind, body); all of a group share the metric
Member = tuple[str, Any]


@dataclass
class Plan:
    """The members that express a criterion, the metric whose kinds they are, and how many must be met."""

    metric: str
    members: list[Member]
    at_least: int = 1


@dataclass
class Converted:
    """A rubric, and what could not be said in it: (criterion id, reason)."""

    rubric: Rubric
    source: str
    left_out: list[tuple[str, str]] = field(default_factory=list)


class Converter:
    """Makes rubrics of queries; knows which kinds each metric has."""

    def __init__(self, metrics: Mapping[str, Metric]) -> None:
        """`metrics` are the installed ones by name."""
        self.metrics = metrics

    def rubric(self, query: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Converted:
        """The rubric of one query; a criterion that its kinds can't say falls back to a claim, and is
        told."""
        rows = [_whole(row) for row in rows]
        job = _Job(self.metrics, query, rows)
        left_out = []
        criteria: list[dict[str, Any]] = []
        for row in rows:
            plan, reasons = self._planned(job, row)
            left_out += [(row["criterion_id"], reason) for reason in reasons]
            written = _written(row, plan)
            fault = job.fault(written)
            if fault:
                left_out.append((row["criterion_id"], fault))
                written = _written(row, Plan("accuracy", [("claim", statement(row["text"])[:500])]))
            criteria += written
        source = job.source(criteria)
        return Converted(load_rubric(source, f"{query['id']}.yaml", self.metrics), source, left_out)

    def _planned(self, job: _Job, row: Mapping[str, Any]) -> tuple[Plan, list[str]]:
        """How a criterion is said; one that is written in a way nobody foresaw is a claim, and is told."""
        try:
            return self._expressible(job.plan(row))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as fault:
            return Plan("accuracy", [("claim", statement(str(row["text"]))[:500])]), [f"not understood: {fault!r}"]

    def _expressible(self, plan: Plan) -> tuple[Plan, list[str]]:
        """The plan less the members whose kind its metric does not have."""
        kinds = self.metrics[plan.metric].kinds
        kept = [member for member in plan.members if member[0] in kinds]
        reasons = [f"{plan.metric} has no {kind}" for kind, _ in plan.members if kind not in kinds]
        if not kept:
            return Plan("accuracy", [m for m in plan.members if m[0] in self.metrics["accuracy"].kinds]), reasons
        return Plan(plan.metric, kept, min(plan.at_least, len(kept))), reasons


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """A criterion whose terms are lists of words by role, and whose dose is a mapping or none."""
    terms = row.get("terms") if isinstance(row.get("terms"), Mapping) else {}
    listed = {str(role): words if isinstance(words, list) else [words] for role, words in (terms or {}).items()}
    said = {role: [str(word) for word in words if str(word or "").strip()] for role, words in listed.items()}
    return {**row, "terms": said, "dose": row["dose"] if isinstance(row.get("dose"), Mapping) else None}


def _written(row: Mapping[str, Any], plan: Plan) -> list[dict[str, Any]]:
    """The criterion as a rubric writes it: alone, or as a group with one verdict."""
    name, points = row["criterion_id"], float(row.get("points") or 1)
    common = {"metric": plan.metric, "critical": bool(row.get("critical"))}
    if len(plan.members) == 1:
        kind, body = plan.members[0]
        return [{"id": name, **common, "points": points, kind: body}]
    group = {"id": name, "at_least": plan.at_least, "points": points}
    return [
        {"id": f"{name}-{index}", **common, "group": group, kind: body}
        for index, (kind, body) in enumerate(plan.members, start=1)
    ]


#: how many reasons an answer must give to warn by them alone
_REASONS = 2
#: a criterion that nobody has to express, where a rubric needs one that earns points
_EARNS = {"id": "earns", "metric": "accuracy", "points": 1, "judge": "Is it good?"}
#: what says of a state that it was once so
_ONCE = re.compile(r"\b(?:previous|prior|past|known|history of)\b")
#: how an answer says that a figure is rough
_ROUGH_SAID = ("only an estimate", "rough estimate", "rough formula", "approximation")
#: how an answer says that a dose is too much, where "overdose" alone might be what is watched for
_TOO_MUCH_SAID = ("= overdose", "is an overdose", "is too much for", "is too high a dose")
#: what may be refused of a drug that stays: "do not increase"
_CHANGE = re.compile(r"\b(?:increas|rais|doubl|resum|re-?titrat|leave the dose|same dose)")


#: what a term on the state of the evidence has, unless it only names the topic
_DOUBTFUL = re.compile(
    r"\b(?:limit|few|no\b|not\b|unknown|unclear|un(?:certain|proven|tested|studied)|lack|small|case|data|evidence"
    r"|stud|trial|report|conflict|mixed|thin|scarc|scant|sparse|little|insufficient|inadequate|observation|quality"
    r"|differ|depend|research|low\b|anecdot|preliminar|may\b|might|hard to|extrapolat|theor|animal|laborator)", re.I,
)  # fmt: skip
#: what says that a drug goes on
_GOES_ON = re.compile(
    r"(?:(?:do not|don't|never|must not|not) (?:be )?(?:stop|reduc|replac|discontinu|withh|chang|swap|switch|omit"
    r"|alter|delay|skip|miss|interrupt)"
    r"|(?:keep|continue|carry on)\b)", re.I,
)  # fmt: skip
#: what says that a dose does not go up: who stops the drug says so too
_NO_MORE = re.compile(r"(?:do not|don't|not|no|never) (?:be )?(?:increas|rais|doubl|escalat|dose increase)", re.I)
#: what asks for a test often, without a time; and the latest time that is still so often
_LATEST = (
    (re.compile(r"\b(?:frequent(?:ly)?|weekly|fortnightly)\b", re.I), "8 weeks"),
    (re.compile(r"\b(?:with)?in (?:a (?:few|couple of) |some |several )?days\b", re.I), "14 days"),
    (
        re.compile(
            r"\b(?:with)?in (?:a (?:few|couple of) |some |several |the (?:next|coming|first) (?:few )?)?weeks\b", re.I
        ),
        "8 weeks",
    ),
    (re.compile(r"\bafter (?:the )?insulin\b|\b(?:telemetry|(?:ecg|cardiac|continuous) monitor)", re.I), "24 hours"),
    (re.compile(r"\b(?:yearly|annual(?:ly)?|every year|baseline)\b", re.I), "14 months"),
)


class _Job:
    """One query at work: its patient, its growing terms, its criteria one by one."""

    def __init__(
        self, metrics: Mapping[str, Metric], query: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
    ) -> None:
        self.metrics, self.query, self._rows = metrics, query, rows
        told = [each for row in rows for each in row["terms"].get("drug", [])]
        #: the drugs that any of the criteria names, folded
        self._drugs = dict.fromkeys(fold(each).text for each in told)
        self.patient: dict[str, Any] = {}
        for name, fact in patient_of(query.get("patient_facts") or query.get("patient"), list(rows)).items():
            if self._takes({**self.patient, name: fact}):  # one fact that a rubric refuses leaves the others
                self.patient[name] = fact
        self.terms = Terms()
        self._facts = Patient(self.patient)
        self._known = fold(f"{query['query']} ; {json.dumps(self.patient)}").text

    def _takes(self, patient: Mapping[str, Any]) -> bool:
        """Whether a rubric takes these facts."""
        data = {"rubric": "facts", "query": "Is it?", "patient": patient, "criteria": [_EARNS]}
        try:
            load_rubric(json.dumps(data), "facts.yaml", self.metrics)
        except RubricRefused:
            return False
        return True

    def plan(self, row: Mapping[str, Any]) -> Plan:
        """How a criterion is said."""
        return _PLANS.get(row["kind"], _Job._must_state)(self, row)

    def source(self, criteria: list[dict[str, Any]]) -> str:
        """The rubric's text; JSON is YAML."""
        used = json.dumps(criteria)
        data = {
            "rubric": self.query["id"],
            "query": self.query["query"],
            "topic": str(self.query.get("topic", "")),
            "patient": self.patient,
            "terms": {name: spellings for name, spellings in self.terms.spellings.items() if json.dumps(name) in used},
            "criteria": criteria,
        }
        return json.dumps(data, indent=1, ensure_ascii=False)

    def fault(self, criteria: list[dict[str, Any]]) -> str | None:
        """Why a criterion can't be compiled, or None."""
        try:
            # beside one that earns: a rubric that only takes points away is refused whatever its criteria say
            Grader(load_rubric(self.source([*criteria, _EARNS]), self.query["id"], self.metrics), self.metrics)
        except RubricRefused as refusal:
            return str(refusal)
        return None

    def _must_flag(self, row: Mapping[str, Any]) -> Plan:
        terms = row["terms"]
        names = terms.get("drug") or drugs_named(row["text"])
        if not names:
            return self._must_state(row)
        if (findings := terms.get("finding")) and all(_GOES_ON.match(each) for each in findings):
            # what must not be stopped is no drug to be barred
            return Plan("accuracy", [("recommends", {"any": self.terms.each(names)})])
        if (members := self._too_much(row, names)) is not None:
            return Plan("contraindication_recall", members)
        body = self._situation(row, names)
        if both := [self.terms.each([each]) for each in both_named(row["text"], names)]:
            one_by_one: list[Member] = [("contraindicated", {**body, "drug": each}) for each in both]
            return Plan("contraindication_recall", one_by_one, len(one_by_one))
        if body["at_least"] != "caution" and is_for_good(row["text"], terms.get("finding", [])):
            body["for_good"] = True
        if body["at_least"] != "caution" and (others := self._alternatives(names)):
            body["or_instead"] = others
        if body["at_least"] != "caution" and (reasons := self._reasons(row, names)):
            body["or_says"] = reasons
        return Plan("contraindication_recall", [("contraindicated", body), *_told_beside(row, str(body["at_least"]))])

    def _situation(self, row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
        """The drugs, where they are barred, and how strong a warning must at least be."""
        terms = row["terms"]
        body: dict[str, Any] = {"drug": self.terms.each(names)}
        if terms.get("interacting"):
            body["with"] = self.terms.one(terms["interacting"])
        if "with" in body and cuts_the_other(row["text"]):
            body["or_cut"] = True
        when = self._when(row)
        if when:
            body["when"] = when
        body["at_least"] = strength(row["text"], terms.get("finding", []))
        return body

    def _too_much(self, row: Mapping[str, Any], names: Sequence[str]) -> list[Member] | None:
        """The members of a criterion that refuses a dose of a drug, and not the drug; None of another."""
        findings = row["terms"].get("finding", [])
        text = " ; ".join((row["text"], *findings))
        drugs = [each for each in names if generic_of(each)] or list(names)
        if len({generic_of(each) or each for each in drugs}) != 1:
            return None
        drug = self.terms.each(drugs)[0]
        changes = [each for each in findings if _CHANGE.search(each)]
        most = dose_refused(text) or (changes and dose_kept(text, self._doses_now(drugs)))
        if not most:
            return None
        less = {"drug": drug, "amount": most, "if_given": False}
        refused = {"drug": self.terms.each(names), "at_least": "avoid"}
        members: list[Member] = [("max_dose", less), ("contraindicated", refused)]
        said = [*changes, "leave the dose unchanged"] if changes else list(_TOO_MUCH_SAID)
        members.append(("states", {"any": said}))
        right = [
            body for each in once_right(drugs[0], self._rows) for body in dose_bodies(each, self.terms, self._rows)
        ]
        return members + [each for each in right if each[0] == "dose"]

    def _doses_now(self, drugs: Sequence[str]) -> list[str]:
        """The medicines of the patient that are this drug, as they are listed."""
        own = {generic_of(each) or fold(each).text for each in drugs}
        taken = [str(each) for each in self.patient.get("medications", [])]
        return [each for each in taken if own & {generic_of(name) for name in drugs_named(each)}]

    def _alternatives(self, names: Sequence[str]) -> list[str]:
        """What the query's criteria would have in the place of these drugs, which are asked about or taken."""
        if not any(fold(each).text in self._known for each in names):
            return []  # "tramadol is not for him either": nothing is said of it by choosing a third
        barred = {generic_of(each) or fold(each).text for each in names}
        told = [
            str(each) for row in self._rows if row["kind"] == "must_mention_alternative"
            for each in row["terms"].get("alternative", [])
        ]  # fmt: skip
        return self.terms.each([each for each in told if (generic_of(each) or fold(each).text) not in barred])

    def _reasons(self, row: Mapping[str, Any], names: Sequence[str]) -> Any:
        """What the query's criteria would have told of these drugs, which are asked about or taken: all of it."""
        if not any(fold(each).text in self._known for each in names):
            return None
        own = {generic_of(each) or fold(each).text for each in [*names, *row["terms"].get("interacting", [])]}
        told = []
        for other in self._rows:
            findings = other["terms"].get("finding", [])
            named = {generic_of(each) for each in drugs_named(other["text"])}
            if other["kind"] != "must_state" or not findings or not named <= own:
                continue
            if not any(_GOES_ON.match(each) or is_ban(each) for each in findings):
                told.append({"any": findings})
        return {"all": told} if len(told) >= _REASONS else None

    def _when(self, row: Mapping[str, Any]) -> str | None:
        """The condition to attach: a bound that holds for the patient, or a state that is not the patient's
        own."""
        written = row["terms"].get("condition", [])
        bounds: list[str] = []
        foreign: list[str] = []
        for each in written:
            try:
                condition = parse_condition(each)
            except ValueError:
                continue
            holds = self._facts.satisfies(condition)
            if condition.bound is not None and re.search(r"[<>≤≥]|under|below|over|above", each) and holds:
                bounds.append(each)
            elif holds or self._names(each, wholly=speaks_of_other_patients(f"{row['text']} {each}")):
                return bounds[0] if bounds else None
            elif condition.bound is None:
                foreign.append(each)
        if bounds:
            return bounds[0]
        other = len(foreign) == len(written) and speaks_of_other_patients(f"{row['text']} {' '.join(foreign)}")
        return self.terms.one(foreign) if foreign and other else None

    def _names(self, state: str, *, wholly: bool) -> bool:
        """Whether the query or the patient's facts name a state: most of its words stand there, or all of
        them; what only says that it was once so ("previous rash") need not."""
        words = re.findall(r"[a-z]{4,}", _ONCE.sub(" ", fold(state).text))
        there = [word for word in words if word[: max(4, len(word) - 3)] in self._known]
        return len(there) == len(words) if wholly else not words or len(there) > len(words) / 2

    def _must_not_flag(self, row: Mapping[str, Any]) -> Plan:
        terms = row["terms"]
        findings = terms.get("finding", [])
        used = [each for each in findings if is_use(each)]
        said = [each for each in findings if not is_use(each) and not is_ban(each)]
        bans = [each for each in findings if each not in used and each not in said]
        members: list[Member] = []
        names = terms.get("drug", [])
        if names and (bans or not used):
            body: dict[str, Any] = {"drug": self.terms.each(names)}
            if terms.get("interacting"):
                body["with"] = self.terms.one(terms["interacting"])
            lenient = is_absolute(row["text"])
            if lenient and "at_least" in self._fields("specificity", "not_contraindicated"):
                body["at_least"] = "contraindicated"
            elif is_forever(row["text"], bans) and "for_good" in self._fields("specificity", "not_contraindicated"):
                body["for_good"] = True
            elif lenient or is_forever(row["text"], bans):
                return Plan("humility", [("no_absolutes", {"about": body["drug"]})])
            elif bans and not any(is_hold(each) for each in [*findings, row["text"]]):
                body["at_least"] = "avoid"  # a dose left out for a day is no verdict on the drug
            if terms.get("condition"):
                body["in_state"] = terms["condition"]
            members.append(("not_contraindicated", body))
        wanted = [drug for each in used for drug in drugs_named(each)]
        if used and not wanted and not bans:
            wanted = names
        if wanted:
            members.append(("not_recommends", {"any": self.terms.each(wanted)}))
        fleeting = not names or not bans or is_forever(row["text"], bans)
        apart = said if fleeting else [each for each in findings if is_claim_apart(each) and each not in used]
        apart = ["allergic" if each.lower() == "allergy" else each for each in apart]  # that she is, not the word
        if names and any(is_weaning(each) for each in bans):  # "must stop breastfeeding", known in any words
            apart = [*(each for each in apart if not is_weaning(each)), WEANING]
        if apart:
            members.append(("not_states", {"any": apart}))
        if not members:
            members = [("not_states", {"any": findings or [statement(row["text"])]})]
        return Plan("specificity", members, len(members))

    def _fields(self, metric: str, kind: str) -> Mapping[str, object]:
        fields: Mapping[str, object] = getattr(self.metrics[metric].kinds[kind], "model_fields", {})
        return fields

    def _must_state(self, row: Mapping[str, Any]) -> Plan:
        findings, names = row["terms"].get("finding", []), row["terms"].get("drug", [])
        if names and findings and all(is_ban(each) for each in findings):
            return self._must_flag(row)
        if names and any(map(stops_the_culprit, findings)):  # any talk of an antibiotic would do for a claim
            return self._culprit_stopped(row, findings, names)
        asked = fold(str(self.query["query"])).text
        findings = [each for each in findings if fold(each).text not in asked] or findings
        blamed = only_blamed(row["text"], findings)
        findings = plays_down(row["text"], [each for each in findings if each not in blamed])
        named = named_in(row["text"])
        said = [*findings, *_listed(row["text"]), *named, *least_before(row["text"]), *kept_amounts(findings)]
        findings = list(dict.fromkeys(said))
        reasons = reasons_to_go_on(row["text"], findings)
        aims = aims_of_advice(row["text"], findings)
        findings = [each for each in findings if each not in reasons and each not in aims]
        findings = cleared(findings, row["terms"].get("condition", []))
        members = self._stated(row, findings, names, reasons)
        told = any(speaks_of_others(each) for each in findings) and speaks_of_others(row["text"])
        members += self._barred(row, names, findings, told=told)
        if findings and all(errand_of(fold(each).text) for each in findings):
            return Plan("accuracy", members)  # known in any words: a claim would take any talk of its things
        going_on = [each for each in findings if _GOES_ON.match(each)]
        if going_on and (kept := self.terms.each(drugs_named(" ; ".join(going_on)))):
            members.append(("recommends", {"any": kept}))
        if findings and len(going_on) == len(findings):
            return Plan("accuracy", members)  # a claim would take "it can be stopped" for "it is not to be stopped"
        if names and any(_NO_MORE.match(each) for each in findings):
            members.append(("contraindicated", {"drug": self.terms.each(names), "at_least": "hold"}))
        if wants_given(row["text"], names):
            return Plan("accuracy", [*members, ("recommends", {"any": self.terms.each(names)})])
        culprit = names and asks_for_culprit(row["text"])
        against = members and is_against(row["text"])
        if not named and not culprit and not against:  # any talk of it would do for a claim
            members += [("claim", each[:500]) for each in claims_of(row["text"])]
        if told and not any(kind == "contraindicated" for kind, _ in members):
            return Plan("humility", [*members, ("defers", True)])
        return Plan("accuracy", members)

    def _stated(
        self, row: Mapping[str, Any], findings: list[str], names: Sequence[str], reasons: Sequence[str]
    ) -> list[Member]:
        """The members that take what is to be stated as a fact, of the drugs that it is told of."""
        members: list[Member] = []
        if findings:
            told_of = self._others_named(row["text"], names)
            wanted = _wanted(row["text"], findings)
            members.append(("states", {"all": [{"any": told_of}, wanted]} if told_of else wanted))
        if others := row["terms"].get("alternative", []):  # "mentions that A or B can be started without it"
            members.append(("recommends", {"any": self.terms.each(others)}))
        if names and asks_for_culprit(row["text"]):
            members.append(("states", {"all": [{"any": self.terms.each(names)}, {"any": ["culprit", "cause"]}]}))
        if reasons and names:
            members.append(("claim", f"Stopping {names[0]} risks {' or '.join(reasons)}."))
        if count_asked(row["text"]) == 1 and (avoided := told_not(row["text"], findings)):
            members.append(("states", {"any": [f"{no} {each}" for each in avoided for no in _DENIED]}))
        if names and given_of(findings, names):
            members.append(("recommends", {"any": self.terms.each(names)}))
        return members

    def _culprit_stopped(self, row: Mapping[str, Any], findings: Sequence[str], names: Sequence[str]) -> Plan:
        """How it is said that a cause without its name is stopped: in so many words, or of the criterion's drug."""
        told: list[Member] = [("states", _some(list(findings), count_asked(row["text"])))]
        culprits = [each for each in names if not any(each.lower() in finding.lower() for finding in findings)]
        stopped = {"drug": self.terms.each(culprits or names), "at_least": "hold"}
        return Plan("accuracy", [*told, ("contraindicated", stopped)])

    def _barred(
        self, row: Mapping[str, Any], names: Sequence[str], findings: Sequence[str], *, told: bool
    ) -> list[Member]:
        """The drugs that a fact to be stated bars ("stop X"), where it bars any: who is `told` may be meant by it."""
        bans = [each for each in findings if is_ban_of_drug(each, self._drugs)]
        if "contraindicated" not in self.metrics["accuracy"].kinds or not bans or stops_if_it_comes(row["text"]):
            return []
        topics = names or drugs_named(" ; ".join(bans)) or drugs_named(str(self.patient.get("proposed", "")))
        topics = topics or ([] if told else self._one())
        least = strength(row["text"], list(findings)) if not names else "avoid"
        return [("contraindicated", {"drug": self.terms.each(topics), "at_least": least})] if topics else []

    def _others_named(self, text: str, names: Sequence[str]) -> list[str]:
        """The drugs that a criterion says something of, where they are none that was asked about or is taken."""
        folded = fold(text).text
        there = [each for each in names if fold(each).text in folded]
        if asks_for_culprit(text):
            return self.terms.each(names)  # any harm would do for a finding that stands alone
        known = {generic_of(each) or fold(each).text for each in names}
        taken = {generic_of(each) for each in drugs_named(self._known)}
        if not there or any(fold(each).text in self._known for each in names) or known & taken:
            return []
        return [self.terms.one(names)] if len(known) == 1 else self.terms.each(names)

    def _one(self) -> list[str]:
        """The one drug that the query and its criteria are about; none where there are several."""
        asked = fold(str(self.query["query"])).text
        named = [*drugs_named(asked), *(each for each in self._drugs if each in asked)]
        first = {generic_of(each) or each.lower(): each for each in reversed(named)}
        return list(first.values()) if len(first) == 1 else []

    def _must_mention(self, row: Mapping[str, Any]) -> Plan:
        terms = row["terms"]
        names = terms.get("alternative") or terms.get("finding") or terms.get("drug") or []
        topics = {generic_of(each) for each in drugs_named(self.query["query"])}
        kept_off = {each: drug for each in names if (drug := left_out(each))}
        told = offered_in(without_parts(statement(row["text"])))
        barred = {generic_of(each) for each in kept_off.values()}
        more = [each for each in drugs_named(told) if each not in topics and each not in barred]
        chosen = self.terms.each([*(each for each in names if each not in kept_off), *more])
        least = count_asked(row["text"])
        if least == 1 and (either := either_device(chosen)):
            chosen = [*chosen, self.terms.one(either)]
        members: list[Member] = [("recommends", _some(chosen or [statement(row["text"])], least))]
        if kept_off and least == 1:  # "withhold simvastatin": what is offered is to do without it for a while
            held: dict[str, Any] = {"drug": self.terms.each(list(kept_off.values())), "at_least": "hold"}
            if "for_now" in self._fields("accuracy", "contraindicated"):
                held["for_now"] = True
            members.append(("contraindicated", held))
        return Plan("accuracy", members)

    def _must_monitor(self, row: Mapping[str, Any]) -> Plan:
        terms = row["terms"]
        findings = [each for role in ("finding", "drug") for each in terms.get(role, [])] if "finding" in terms else []
        times = [each for each in findings if is_time(each)]
        watched = [bare_watch(each) for each in findings if not is_time(each)]
        watched = list(dict.fromkeys([*watched, *watched_in(row["text"]), *signs_in(row["text"])]))
        watched += [f"serum {each.lower()}" for each in watched if each.lower() in ("potassium", "sodium", "calcium")]
        watched += ["blood glucose"] * any(each.lower() in ("glucose", "sugar") for each in watched)
        watched = watched or [statement(row["text"]).rstrip(".")]
        told: list[Member] = []
        if warns(row["text"]) and (said := facts_in(findings)):
            told.append(("states", {"any": said}))
        intervals = [*times, *terms.get("interval", [])]
        within = soonest(row["text"], intervals) if asks_when(row["text"]) else None
        if not within:
            latest = next((time for asks, time in _LATEST if asks.search(row["text"])), None)
            latest = latest or far_beyond(intervals)
            soon = {"at_latest": latest} if latest else {}
            return Plan("accuracy", [("monitors", {"any": watched, **soon}), *told])
        whenever = untimed(row["text"], watched)
        members: list[Member] = [("monitors", {"any": watched, "within": within})]
        members += [("monitors", {"any": whenever})] if whenever else []
        return Plan("accuracy", [*members, *told])

    def _must_hedge(self, row: Mapping[str, Any]) -> Plan:
        terms = row["terms"]
        findings = terms.get("finding", [])
        text = f"{row['text']} {' '.join(findings)}"
        about = [self.terms.one(terms[role]) for role in ("drug", "condition") if terms.get(role)]
        members: list[Member] = []
        rough = asks_for_roughness(row["text"]) and not asks_for_gap(row["text"])
        if speaks_of_evidence(text) and not rough:
            body: dict[str, Any] = {"about": about} if about else {}
            if asks_for_gap(row["text"]) and "of_evidence" in self._fields("humility", "hedges"):
                body["of_evidence"] = True
            members.append(("hedges", body))
        if speaks_of_others(text):
            members.append(("defers", True))
        if asked := asked_for(row["text"], findings):
            members.append(("asks_about", {"any": asked}))
        tests = [bare for each in findings if (bare := bare_watch(each)) != each]
        if tests and "monitors" in self.metrics["humility"].kinds:
            members.append(("monitors", {"any": tests}))
        if asked:
            findings = [each for each in findings if not is_bare_fact(each)]
        if speaks_of_others(text):
            findings = [each for each in findings if not is_person(each)]
        signs = [each for each in findings if is_bare_sign(row["text"], each)]
        if signs and "monitors" in self.metrics["humility"].kinds:
            findings = [each for each in findings if each not in signs]
            if named := [each for each in signs if not is_time(each)]:
                members.append(("monitors", {"any": named}))
        bare = [each for each in findings if hangs_on(row["text"], each)]
        findings = [each for each in findings if each not in bare] + ["depends on results"] * bool(bare)
        findings = [weighed(row["text"], each) or each for each in findings]
        more = [*awaited(row["text"]), *left_open(row["text"]), *rough * _ROUGH_SAID]
        findings = list(dict.fromkeys([*findings, *more]))
        if findings and not self._said_with(members, findings):
            members.append(("states", {"any": findings}))
        # words on the evidence are hedges; a claim would take any talk of the topic
        if not speaks_of_evidence(text) and not left_open(row["text"]):
            members.append(("claim", claims_of(row["text"])[0][:500]))
        return Plan("humility", members)

    def _said_with(self, members: list[Member], findings: Sequence[str]) -> bool:
        """Whether a first member on doubt takes the words for it in, where they are no mere topic ("puberty")."""
        if not members or members[0][0] != "hedges" or "or_says" not in self._fields("humility", "hedges"):
            return False
        if doubts := [each for each in findings if _DOUBTFUL.search(each)]:
            members[0][1]["or_says"] = {"any": doubts}
        return True

    def _must_not_be_absolute(self, row: Mapping[str, Any]) -> Plan:
        findings = row["terms"].get("finding", [])
        names = row["terms"].get("drug") or drugs_named(row["text"])
        body: dict[str, Any] = {"about": self.terms.each(names)} if names else {}
        if "will" in self._fields("humility", "no_absolutes"):
            will, cannot = outcomes_of(row["text"], findings, [*names, *row["terms"].get("condition", [])])
            body |= {"will": will} if will else {}
            body |= {"cannot": cannot} if cannot else {}
        members: list[Member] = [("no_absolutes", body)]
        if findings:
            members.append(("not_states", {"any": findings}))
        return Plan("humility", members, len(members))

    def _dose_range(self, row: Mapping[str, Any]) -> Plan:
        members: list[Member] = list(dose_bodies(row, self.terms, self._rows)) if row.get("dose") else []
        return Plan("dose_accuracy", members) if members else self._must_state(row)


#: how an answer says that a thing is not so, or not to be
_DENIED = ("no", "not a", "never a", "avoid", "without", "skip", "steer clear of", "stay off", "isn't a", "instead of")


def _told_beside(row: Mapping[str, Any], at_least: str) -> list[Member]:
    """What answers a warning's criterion, too: that it is not reliable, a change or a way of giving that is refused."""
    findings = row["terms"].get("finding", [])
    members: list[Member] = []
    told = [each for each in findings if not is_ban(each) and len(each.split()) > 1]
    predicates = [] if any(is_ban(each) for each in findings) else findings
    if predicates and re.search(r"\b(?:rel(?:y|ied)|reliab|unreliab|effective|protect|fail)", row["text"]):
        members.append(("states", {"any": predicates}))  # it is no ban that is asked for: "is not reliable"
    elif at_least == "caution" and told:
        members.append(("states", {"any": told}))
    elif changes := [each for each in told if _CHANGE.search(each)]:
        members.append(("states", {"any": changes}))  # it is a change of its dose that is refused
    if ways := ways_barred(row["text"]):
        members.append(("states", {"any": ways}))  # it is a way of giving that is refused
    return members


def _wanted(text: str, findings: list[str]) -> dict[str, Any]:
    """The expression of the findings of a fact to be stated: all sides of it, or as many as it asks for."""
    sides = two_sides(text, findings)
    return {"all": [{"any": each} for each in sides]} if sides else _some(findings, count_asked(text))


def _listed(text: str) -> list[str]:
    """What a criterion lists to choose one from, where it is not to be avoided."""
    return listed_in(text) if count_asked(text) == 1 and not advises_against(text) else []


def _some(parts: list[str], least: int) -> dict[str, Any]:
    return {"any": parts} if least <= 1 else {"at_least": min(least, len(parts)), "of": parts}


_PLANS: dict[str, Callable[[_Job, Mapping[str, Any]], Plan]] = {
    "must_flag_contraindicated": _Job._must_flag,
    "must_not_flag_contraindicated": _Job._must_not_flag,
    "must_state": _Job._must_state,
    "must_mention_alternative": _Job._must_mention,
    "must_monitor": _Job._must_monitor,
    "must_hedge": _Job._must_hedge,
    "must_not_be_absolute": _Job._must_not_be_absolute,
    "dose_range": _Job._dose_range,
}
