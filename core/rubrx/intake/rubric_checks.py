"""What a rubric's parts owe one another: unique ids, groups that agree, expectations that name something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rubrx.intake.problems import HINTS, Problem, meant, shown
from rubrx.intake.rubric_model import PATIENT_FACTS
from rubrx.intake.strict_yaml import Path
from rubrx.reading.conditions import parse_condition, parse_fact

#: a criterion as it stands in the file, and where
Member = tuple[Path, Mapping[str, Any]]


def cross_check(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems between the parts of a rubric; parts that are not what they should be are passed over."""
    criteria: list[Member] = [
        (("criteria", index), each)
        for index, each in enumerate(_list(data.get("criteria")))
        if isinstance(each, dict) and isinstance(each.get("id"), str)
    ]
    groups = _groups(criteria)
    yield from _unique_ids(criteria, groups)
    yield from _points(data)
    for members in groups.values():
        yield from _group(members)
    yield from _expectations(data, {each["id"]: _group_id(each) for _, each in criteria}, groups)
    yield from _patient(data)
    yield from _conditions(data)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _group_id(criterion: Mapping[str, Any]) -> str | None:
    group = criterion.get("group")
    name = group.get("id") if isinstance(group, dict) else None
    return name if isinstance(name, str) else None


def _groups(criteria: list[Member]) -> dict[str, list[Member]]:
    groups: dict[str, list[Member]] = {}
    for path, each in criteria:
        name = _group_id(each)
        if name is not None:
            groups.setdefault(name, []).append((path, each))
    return groups


def _unique_ids(criteria: list[Member], groups: Mapping[str, list[Member]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for path, each in criteria:
        if each["id"] in seen:
            yield Problem((*path, "id"), f"a criterion before this one is called {shown(each['id'])} too")
        elif each["id"] in groups:
            yield Problem((*path, "id"), f"a group is called {shown(each['id'])} too: verdicts could not be told apart")
        seen.add(each["id"])


def _points(data: Mapping[str, Any]) -> Iterator[Problem]:
    for index, each in enumerate(_list(data.get("criteria"))):
        if not isinstance(each, dict):
            continue
        path: Path = ("criteria", index, "points")
        if each.get("group") is not None and each.get("points") is not None:
            yield Problem(path, "a group's member gives no points: the group does", at_key=True)
        elif each.get("group") is None and each.get("points") is None:
            yield Problem(path, "is missing: say what the criterion earns (negative where being met is bad)")
    yield from _something_to_earn(_list(data.get("criteria")))


def _something_to_earn(criteria: list[Any]) -> Iterator[Problem]:
    """Where every criterion only takes points away, no answer has a score."""
    groups = [each.get("group") if isinstance(each, dict) else None for each in criteria]
    points = [
        group.get("points") if isinstance(group, dict) else each.get("points") if isinstance(each, dict) else None
        for each, group in zip(criteria, groups, strict=True)
    ]
    numbers = [each for each in points if isinstance(each, (int, float)) and not isinstance(each, bool)]
    if numbers and len(numbers) == len(points) and max(numbers) < 0:
        text = "nothing here earns points, so no answer has a score: give at least one criterion points above 0"
        yield Problem(("criteria",), text, at_key=True)


def _group(members: list[Member]) -> Iterator[Problem]:
    """Members must agree with the first one, and be enough of them."""
    first_path, first = members[0]
    for path, each in members[1:]:
        for key in ("at_least", "points"):
            if each["group"].get(key) != first["group"].get(key):
                text = (
                    f"the group's members disagree: {shown(each['group'].get(key))} here, "
                    f"{shown(first['group'].get(key))} at {shown(first['id'])}"
                )
                yield Problem((*path, "group", key), text)
        if each.get("metric") != first.get("metric"):
            text = f"a group's members share a metric: {shown(first['id'])} has {shown(first.get('metric'))}"
            yield Problem((*path, "metric"), text)
    least = first["group"].get("at_least")
    if isinstance(least, int) and least > len(members):
        text = f"asks for {least} members, and the group has {len(members)}"
        yield Problem((*first_path, "group", "at_least"), text)


def _expectations(
    data: Mapping[str, Any], criteria: Mapping[str, str | None], groups: Mapping[str, list[Member]]
) -> Iterator[Problem]:
    known = dict.fromkeys([*(name for name, group in criteria.items() if group is None), *groups])
    hints = HINTS
    for index, example in enumerate(_list(data.get("examples"))):
        expect = example.get("expect") if isinstance(example, dict) else None
        for name in expect if isinstance(expect, dict) else ():
            if name in known:
                continue
            path: Path = ("examples", index, "expect", name)
            if criteria.get(name) is not None:
                text = f"is a member of group {criteria[name]}, which has one verdict: expect {criteria[name]}"
            else:
                text = f"no criterion or group has this id{meant(name, known) if hints > 0 else ''}"
                hints -= 1
            yield Problem(path, text, at_key=True)


def _patient(data: Mapping[str, Any]) -> Iterator[Problem]:
    """A measure has a number; a name that is nearly one that rubrx knows is a slip; others are the author's own."""
    patient = data.get("patient")
    for name, value in patient.items() if isinstance(patient, dict) else ():
        try:
            if value is not None and not isinstance(value, dict):
                parse_fact(name, value)
        except ValueError as fault:
            yield Problem(("patient", name), str(fault))
        if name in PATIENT_FACTS:
            continue
        if not (name.replace("_", "a").isalnum() and name.isascii() and name == name.lower() and len(name) <= 60):
            text = f"a fact's name is lower-case letters, digits and '_'; known: {', '.join(PATIENT_FACTS)}"
            yield Problem(("patient", name), text, at_key=True)
        elif near := meant(name, PATIENT_FACTS, cutoff=0.8):
            yield Problem(("patient", name), f"unknown fact{near}", at_key=True)


def _conditions(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Conditions of the patient that can't be read; those in a kind's body are its metric's to read."""
    for index, each in enumerate(_list(data.get("criteria"))):
        applies_if = each.get("applies_if") if isinstance(each, dict) else None
        condition = applies_if.get("patient") if isinstance(applies_if, dict) else None
        if isinstance(condition, str) and condition.strip():
            try:
                parse_condition(condition)
            except ValueError as fault:
                yield Problem(("criteria", index, "applies_if", "patient"), str(fault))
