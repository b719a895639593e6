"""The patient of a validity set's query as the `patient:` facts of a rubric."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rubrx.intake.problems import meant
from rubrx.intake.rubric_model import PATIENT_FACTS

#: endings of a key that name its unit
_UNITS = {
    "years": "years", "yrs": "years", "yr": "years", "y": "years", "months": "months", "weeks": "weeks",
    "days": "days",
    "kg": "kg", "g": "g", "cm": "cm", "m2": "m2", "ml_min": "mL/min", "ml_min_1_73": "mL/min/1.73m2",
    "ml_min_1_73m2": "mL/min/1.73m2", "mg_dl": "mg/dL", "umol_l": "umol/L", "mmol_l": "mmol/L",
    "meq_l": "mEq/L",
    "g_dl": "g/dL", "g_l": "g/L", "ng_ml": "ng/mL", "mcg_ml": "mcg/mL", "mg_l": "mg/L", "percent": "%",
    "pct": "%",
    "ms": "ms", "mmhg": "mmHg", "c": "C", "units_l": "units/L", "iu_l": "units/L",
}  # fmt: skip
_NAMES = {
    "scr": "creatinine", "serum_creatinine": "creatinine", "cr": "creatinine", "gfr": "egfr",
    "creatinine_clearance": "crcl",
    "clcr": "crcl", "meds": "medications", "medication": "medications", "current_medications": "medications",
    "current_meds": "medications", "drugs": "medications", "medicines": "medications", "allergy": "allergies",
    "condition": "conditions", "diagnosis": "conditions", "diagnoses": "conditions",
    "comorbidities": "conditions",
    "history": "conditions", "indication": "conditions", "procedure": "conditions", "pregnancy": "pregnant",
    "lactating": "breastfeeding", "lactation": "breastfeeding", "gender": "sex", "bodyweight": "weight",
    "childpugh": "child_pugh", "child_pugh_class": "child_pugh", "proposed_drug": "proposed",
}  # fmt: skip
_LISTS = ("conditions", "medications", "allergies")
_NONE = frozenset({"none", "no", "nil", "no known", "nkda", "n/a", "unknown", ""})


def patient_of(facts: object, criteria: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The facts under names that rubrics know, numbers with their units; a weight that only a dose tells is
    added."""
    found: dict[str, Any] = {}
    pairs = facts.items() if isinstance(facts, Mapping) else [("conditions", facts)] if facts else []
    for key, value in pairs:
        _put(found, _key(key), value)
    told = [(each.get("dose") or {}).get("patient_weight_kg") for each in criteria]
    weights = {each for each in told if isinstance(each, (int, float)) and each > 0}
    if "weight" not in found and len(weights) == 1:
        found["weight"] = f"{weights.pop():g} kg"
    return found


def _put(found: dict[str, Any], key: str, value: Any) -> None:
    name, unit = _split(key)
    name = _NAMES.get(name, name)
    if value is None or (isinstance(value, (list, dict)) and not value):
        return
    if isinstance(value, Mapping):
        for inner, each in value.items():
            _put(found, f"{key}_{inner}" if inner in ("value", "unit") else _key(inner), each)
        return
    if name in _LISTS:
        texts = [
            str(each).strip() for each in (value if isinstance(value, list) else [value]) if each not in (True, False)
        ]
        texts = [each for each in texts if each.lower() not in _NONE]
        if texts:
            found[name] = [*found.get(name, []), *texts]
        return
    if isinstance(value, str) and value.lower().strip() in _NONE:
        found.setdefault("conditions", []).append(f"no {name.replace('_', ' ')}")
        return
    if name not in PATIENT_FACTS and meant(name, PATIENT_FACTS, cutoff=0.8):
        name = f"known_{name}"
    if name in found:
        return
    if isinstance(value, bool):
        found[name] = value
    elif isinstance(value, (int, float)):
        found[name] = f"{value:g} {unit}".strip()
    elif isinstance(value, list):
        found[name] = [str(each) for each in value if str(each).strip()]
    else:
        found[name] = str(value)


def _key(written: object) -> str:
    """A fact's name as rubrics have it: "K+" is "k", "24 h urine" is "fact_24_h_urine"."""
    key = re.sub(r"[^a-z0-9]+", "_", str(written).lower()).strip("_")
    return key if key[:1].isalpha() else f"fact_{key}".rstrip("_")


def _split(key: str) -> tuple[str, str]:
    """A key's name and unit: "scr_mg_dl" -> ("scr", "mg/dL")."""
    for ending in sorted(_UNITS, key=len, reverse=True):
        if key.endswith(f"_{ending}"):
            return key[: -len(ending) - 1], _UNITS[ending]
    return key, ""
