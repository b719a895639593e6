"""Values in other units: mmol and mg of the same analyte by its molar mass, mmol and mEq of an ion by its charge."""

from __future__ import annotations

from rubrx.reading.quantities import Quantity

#: g/mol, the names that a rubric gives the analyte by; PubChem's figures, of the substance that laboratories report
_MOLAR_MASSES = {
    168.11: ("urate", "uric acid", "sua"),
    180.16: ("glucose", "blood sugar", "theophylline"),
    113.12: ("creatinine",),
    386.65: ("cholesterol", "ldl", "hdl", "ldl-c"),
    40.078: ("calcium",),
    24.305: ("magnesium",),
    584.66: ("bilirubin",),
    252.27: ("phenytoin",),
    236.27: ("carbamazepine",),
    144.21: ("valproate", "valproic acid"),
    151.16: ("paracetamol", "acetaminophen"),
    780.94: ("digoxin",),
    6.94: ("lithium",),
}
#: mEq in a mmol, by a name of the ion or its salt: as many as it has charges
_CHARGES = {
    1: ("potassium", "kcl", "k+", "sodium", "na+", "nacl", "bicarbonate", "chloride", "lithium"),
    2: ("magnesium", "calcium", "mgso4", "mg2+", "ca2+", "mg++", "ca++"),
}
_VOLUMES = {"l": 1.0, "dl": 10.0, "ml": 1000.0}


def _per_litre(volume: str) -> float:
    """How many of a volume make a litre: of "dl" ten, of "500 ml" two; 0 for what is no volume."""
    many, _, unit = volume.rpartition(" ")
    size = float(many) if many else 1.0
    return _VOLUMES.get(unit, 0.0) / size if size else 0.0


def molar_mass(of: str) -> float | None:
    """The molar mass in g/mol of what a rubric names; None where it is none of the known analytes."""
    words = f" {of.lower()} "
    return next((mass for mass, names in _MOLAR_MASSES.items() if any(f" {name} " in words for name in names)), None)


def in_mmol(q: Quantity, of: str) -> Quantity:
    """An amount in mEq of an ion, or of its salt, as one in mmol; any other as it is.

    A salt goes by its metal: 10 mEq of magnesium chloride are 5 mmol.
    """
    if q.dimension != "equivalent":
        return q
    name = of.lower()
    charge = next((charge for charge in (2, 1) if any(each in name for each in _CHARGES[charge])), None)
    return q.times(1 / charge)._replace(unit="mmol", dimension="amount") if charge else q


def comparable(q: Quantity, wanted: Quantity, of: str) -> bool:
    """Whether a stated value can be held against the wanted one, by the analyte's molar mass if need be."""
    stated = in_mmol(q, of).dimension
    return stated == wanted.dimension or ({stated, wanted.dimension} == {"mass", "amount"} and bool(molar_mass(of)))


def in_unit_of(q: Quantity, wanted: Quantity, of: str) -> Quantity:
    """A stated level in the dimension and per the volume of the wanted one; itself where nothing is known."""
    q = in_mmol(q, of)
    if len(q.per) != 1 or len(wanted.per) != 1:
        return q
    stated, other = _per_litre(q.per[0]), _per_litre(wanted.per[0])
    if not stated or not other:
        return q
    factor = stated / other  # 1 mg/dL is 10 mg/L
    if q.dimension != wanted.dimension:
        mass = molar_mass(of)
        if mass is None:
            return q
        factor *= mass if q.dimension == "amount" else 1 / mass
    return q.times(factor)._replace(dimension=wanted.dimension, per=wanted.per)
