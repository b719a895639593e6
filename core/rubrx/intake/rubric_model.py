"""The rubric format as pydantic models: what stands in a file, less the kinds, which the metrics bring."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from rubrx.intake.yaml_scalars import WrittenFloat

#: ids name things in files, tables and commands, and are never a way out of a folder
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"
_ID = re.compile(ID_PATTERN)

#: the kind that every metric has: a question that no rule decides
JUDGE = "judge"
#: a patient's facts that a slip of the pen is checked against; others are allowed
PATIENT_FACTS = (
    "age", "sex", "weight", "height", "egfr", "crcl", "creatinine", "inr", "pregnant", "breastfeeding",
    "child_pugh", "conditions", "medications", "allergies", "genotype", "proposed",
)  # fmt: skip


def is_id(value: object) -> bool:
    """Whether a value can be the id of a rubric, criterion or group."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None and not value.endswith("\n")


def _an_id(value: str) -> str:
    if not is_id(value):
        raise ValueError(
            f"{value[:60]!r} is not an id: it begins with a letter or digit, goes on with letters, digits, "
            "'.', '_' or '-', and has at most 128 characters"
        )
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _not_zero(value: float) -> float:
    if value == 0:
        raise ValueError("must not be 0: give points to what counts, and leave out what doesn't")
    return value


def _iso_date(value: str) -> str:
    try:
        date.fromisoformat(value if len(value) == 10 else f"{value}-01" if len(value) == 7 else f"{value}-01-01")
    except ValueError:
        raise ValueError(f"{value[:30]!r} is not a date: write 2016-04-08, 2016-04 or 2016") from None
    return value


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"']+", value):
        raise ValueError("must be a web address that begins with https:// or http://")
    return value


def _as_written(value: object) -> object:
    """Version 1.10 is not 1.1: a version with a point is text."""
    return str(value) if isinstance(value, WrittenFloat) else value


Text = Annotated[str, AfterValidator(_not_blank), Field(json_schema_extra={"minLength": 1})]
Id = Annotated[str, AfterValidator(_an_id), Field(json_schema_extra={"pattern": ID_PATTERN})]
_NOT_ZERO_SCHEMA = Field(json_schema_extra={"not": {"const": 0}})
Points = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6), AfterValidator(_not_zero), _NOT_ZERO_SCHEMA]
IsoDate = Annotated[str, AfterValidator(_iso_date), Field(json_schema_extra={"pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"})]
Url = Annotated[str, AfterValidator(_web_address), Field(json_schema_extra={"pattern": "^https?://"})]
Expected = Literal["met", "not_met", "not_applicable", "cannot_assess"]


class Part(BaseModel):
    """What all parts of a rubric share: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ReferenceModel(Part):
    """Where a statement comes from."""

    source: Text = Field(description="Who says it: a label, a guideline, a paper.")
    date: IsoDate = Field(description="When it was said: 2016-04-08, 2016-04 or 2016.")
    jurisdiction: str = Field("", description="Where it holds: US, EU, UK, international ...")
    says: str = Field("", description="What it says, in a line.")
    url: Url | None = Field(None, description="Where to read it.")


class GroupModel(Part):
    """Several criteria that make one verdict; written alike on each member."""

    id: Id = Field(description="The verdict's name; `expect` names it instead of the members.")
    at_least: Annotated[int, Field(ge=1)] = Field(description="How many members must be met.")
    points: Points = Field(description="What the group earns when it is met; the members give no points.")


class AppliesIfModel(Part):
    """When a criterion applies; otherwise it leaves the score altogether. Exactly one of the two."""

    answer: Any = Field(None, description="An expression that the answer must mention.")
    patient: Text | None = Field(
        None,
        description="One condition of the patient: `egfr >= 30`, `30 <= egfr < 45`, `age 6-24 months`, `pregnancy`.",
    )


class CriterionModel(Part):
    """One atomic check. Besides these keys it has exactly one kind of its metric, or `judge`."""

    id: Id = Field(description="Its name within the rubric; verdicts carry it.")
    metric: str = Field(description="The metric that judges it and counts it.")
    points: Points | None = Field(
        None,
        description="What it earns when met; negative where being met is bad. A group's member has none.",
    )
    critical: bool = Field(False, description="A failure caps the whole grade at `critical_cap`.")
    note: str = Field("", description="A remark for readers.")
    applies_if: AppliesIfModel | None = Field(None, description="When it applies; always, if left out.")
    group: GroupModel | None = Field(None, description="The group it is judged with.")


class ExampleModel(Part):
    """An answer with the verdicts you expect: the rubric's own test."""

    text: str = Field(description="The answer.")
    expect: dict[str, Expected] = Field(description="Verdicts by criterion or group; those you leave out are free.")
    note: str = Field("", description="What the example shows.")


class RubricModel(Part):
    """A rubric: one query, and how answers to it are graded."""

    rubric: Id = Field(description="The rubric's id; responses name it as `query_id`.")
    version: Annotated[int | Text, BeforeValidator(_as_written)] = Field(1, description="Yours to count up.")
    topic: str = Field("", description="What it is about, for lists.")
    population: str = Field("", description="Whom it holds for.")
    source: str = Field("", description="Who wrote it.")
    query: Text = Field(description="The question that answers reply to.")
    patient: dict[str, bool | Text | list[Text]] = Field(
        default_factory=dict,
        description="The patient's facts, with units: `{age: 67 years, egfr: 28 mL/min/1.73m2}`; measures are numbers.",
    )
    references: list[ReferenceModel] = Field(default_factory=list, description="The sources the rubric stands on.")
    terms: dict[Text, list[Text]] = Field(
        default_factory=dict, description="Names and their other spellings; the name itself is always one."
    )
    criteria: list[Any] = Field(min_length=1, description="The checks.")
    examples: list[ExampleModel] = Field(
        default_factory=list, description="Answers with expected verdicts, run by `rubrx rubric test`."
    )
    critical_cap: Annotated[float, Field(ge=0, le=1)] = Field(
        0.4, description="The highest score left when a critical criterion fails."
    )
