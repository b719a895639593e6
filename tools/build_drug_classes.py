"""Build `core/rubrx/reading/data/classes.tsv` from FDA's established pharmacologic classes (see NOTICE).

usage: python tools/build_drug_classes.py drugcentral_epc.tsv > core/rubrx/reading/data/classes.tsv
"""

from __future__ import annotations

import csv
import sys

#: what people call a class <- the established class names it takes in. `broad` ones are too wide to stand for a term.
NAMES = {
    "ace inhibitor|acei|angiotensin converting enzyme inhibitor": ["Angiotensin Converting Enzyme Inhibitor"],
    "arb|angiotensin receptor blocker|angiotensin ii receptor blocker": ["Angiotensin 2 Receptor Blocker"],
    "statin|hmg-coa reductase inhibitor|cholesterol tablet|cholesterol pill|cholesterol medicine": [
        "HMG-CoA Reductase Inhibitor"
    ],
    "nsaid|nonsteroidal anti-inflammatory|non-steroidal anti-inflammatory|nonsteroidal anti-inflammatory drug"
    "|anti-inflammatory|anti-inflammatories|anti-inflammatory painkiller": ["Nonsteroidal Anti-inflammatory Drug"],
    "ssri|selective serotonin reuptake inhibitor": ["Serotonin Reuptake Inhibitor"],
    "snri|serotonin-norepinephrine reuptake inhibitor": ["Serotonin and Norepinephrine Reuptake Inhibitor"],
    "maoi|mao inhibitor|monoamine oxidase inhibitor": ["Monoamine Oxidase Inhibitor"],
    "tricyclic|tca|tricyclic antidepressant": ["Tricyclic Antidepressant"],
    "benzodiazepine|benzo": ["Benzodiazepine"],
    "cephalosporin": ["Cephalosporin Antibacterial"],
    "penicillin|penicillins": ["Penicillin-class Antibacterial"],
    "macrolide": ["Macrolide Antimicrobial", "Macrolide"],
    "fluoroquinolone|quinolone": ["Quinolone Antimicrobial", "Fluoroquinolone Antibacterial"],
    "aminoglycoside": ["Aminoglycoside Antibacterial"],
    "tetracycline": ["Tetracycline-class Antimicrobial", "Tetracycline-class Drug"],
    "azole|azole antifungal": ["Azole Antifungal"],
    "doac|noac|direct oral anticoagulant|factor xa inhibitor": ["Factor Xa Inhibitor", "Direct Thrombin Inhibitor"],
    "glp-1 receptor agonist|glp-1 ra|glp1 ra|glp-1 agonist|glp-1": ["GLP-1 Receptor Agonist"],
    "dpp-4 inhibitor|dpp4 inhibitor|gliptin": ["Dipeptidyl Peptidase 4 Inhibitor"],
    "sglt2 inhibitor|sglt2i|sglt-2 inhibitor|gliflozin": ["Sodium-Glucose Cotransporter 2 Inhibitor"],
    "sulfonylurea|sulphonylurea": ["Sulfonylurea"],
    "thiazide|thiazide diuretic": ["Thiazide Diuretic", "Thiazide-like Diuretic"],
    "loop diuretic": ["Loop Diuretic"],
    "beta-blocker|beta blocker": ["beta-Adrenergic Blocker"],
    "calcium channel blocker|ccb": ["Dihydropyridine Calcium Channel Blocker", "Calcium Channel Blocker"],
    "ppi|proton pump inhibitor|acid blocker|acid suppressant": ["Proton Pump Inhibitor"],
    "h2 blocker|h2 antagonist|h2 receptor antagonist": ["Histamine-2 Receptor Antagonist"],
    "bisphosphonate": ["Bisphosphonate"],
    "corticosteroid|steroid": ["Corticosteroid"],
    "p2y12 inhibitor": ["P2Y12 Platelet Inhibitor"],
    "triptan": ["Serotonin-1b and Serotonin-1d Receptor Agonist"],
    "opioid": ["Opioid Agonist", "Partial Opioid Agonist", "Full Opioid Agonist"],
}
BROAD = {
    "beta-lactam|beta lactam": ["Cephalosporin Antibacterial", "Penicillin-class Antibacterial", "Penem Antibacterial",
                                "Monobactam Antibacterial"],
    "antibiotic|antibacterial|antimicrobial": ["Cephalosporin Antibacterial", "Penicillin-class Antibacterial",
        "Macrolide Antimicrobial", "Macrolide", "Quinolone Antimicrobial", "Fluoroquinolone Antibacterial",
        "Aminoglycoside Antibacterial", "Tetracycline-class Antimicrobial", "Tetracycline-class Drug",
        "Sulfonamide Antibacterial", "Nitrofuran Antibacterial", "Lincosamide Antibacterial", "Penem Antibacterial",
        "Glycopeptide Antibacterial", "Oxazolidinone-class Antibacterial", "Nitroimidazole Antimicrobial",
        "Sulfonamide Antimicrobial", "Epoxide Antibacterial", "Other Antibacterial"],
    "painkiller|analgesic|pain medicine": ["Nonsteroidal Anti-inflammatory Drug", "Opioid Agonist",
        "Partial Opioid Agonist", "Full Opioid Agonist", "Other Analgesic"],
    "anticoagulant|blood thinner|blood-thinner": ["Factor Xa Inhibitor", "Direct Thrombin Inhibitor",
        "Vitamin K Antagonist", "Low Molecular Weight Heparin", "Unfractionated Heparin"],
    "diuretic|water tablet|water pill|fluid tablet": ["Thiazide Diuretic", "Thiazide-like Diuretic", "Loop Diuretic",
        "Potassium-sparing Diuretic"],
    "antihypertensive|blood pressure tablet|blood-pressure tablet|blood pressure pill|blood pressure medicine": [
        "Angiotensin Converting Enzyme Inhibitor", "Angiotensin 2 Receptor Blocker", "beta-Adrenergic Blocker",
        "Dihydropyridine Calcium Channel Blocker", "Calcium Channel Blocker", "Thiazide Diuretic",
        "Thiazide-like Diuretic"],
    "antidepressant": ["Serotonin Reuptake Inhibitor", "Serotonin and Norepinephrine Reuptake Inhibitor",
        "Monoamine Oxidase Inhibitor", "Tricyclic Antidepressant", "Other Antidepressant"],
}  # fmt: skip

#: classes of drugs that the list lacks, by their labels: approved since, of another market, or under another name
LACKING = {
    "GLP-1 Receptor Agonist": ["semaglutide", "lixisenatide"],
    "Sodium-Glucose Cotransporter 2 Inhibitor": ["ertugliflozin", "bexagliflozin"],
    "Loop Diuretic": ["furosemide", "torsemide"],
    "Angiotensin Converting Enzyme Inhibitor": ["lisinopril"],
    "Angiotensin 2 Receptor Blocker": ["candesartan", "olmesartan"],
    "Nonsteroidal Anti-inflammatory Drug": ["aspirin", "etoricoxib", "indometacin"],
    "Monoamine Oxidase Inhibitor": ["moclobemide"],
    "Cephalosporin Antibacterial": ["cephalexin", "cefaclor", "cefadroxil", "cefixime", "cefpodoxime", "ceftazidime"],
    "Penicillin-class Antibacterial": ["flucloxacillin", "piperacillin"],
    "Tetracycline-class Drug": ["lymecycline"],
    "Direct Thrombin Inhibitor": ["dabigatran"],
    "Low Molecular Weight Heparin": ["dalteparin", "enoxaparin", "tinzaparin"],
    "Dipeptidyl Peptidase 4 Inhibitor": ["saxagliptin", "vildagliptin"],
    "Sulfonylurea": ["gliclazide", "glyburide"],
    "Thiazide-like Diuretic": ["chlorthalidone"],
    "Potassium-sparing Diuretic": ["spironolactone"],
    "beta-Adrenergic Blocker": ["nebivolol", "sotalol"],
    "Bisphosphonate": ["alendronate", "risedronate", "zoledronic acid"],
    "Opioid Agonist": ["codeine"],
    "Other Antibacterial": ["amoxicillin-clavulanate", "co-trimoxazole", "fosfomycin", "linezolid", "trimethoprim"],
    "Other Analgesic": ["acetaminophen", "paracetamol"],
    "Other Antidepressant": ["bupropion", "mirtazapine"],
}


def main(path: str) -> None:
    """Write the table: class names, whether broad, members sorted."""
    members: dict[str, set[str]] = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            members.setdefault(row["class"].lower(), set()).add(row["drug"].strip().lower())
    for name, drugs in LACKING.items():
        members.setdefault(name.lower(), set()).update(drugs)
    print("# names of a class <TAB> narrow or broad <TAB> members. Source: FDA's established pharmacologic classes")
    print("# by way of DrugCentral (Ursu et al., Nucleic Acids Res 2017;45:D932), CC BY 4.0, see NOTICE.")
    for kind, table in (("narrow", NAMES), ("broad", BROAD)):
        for names, classes in table.items():
            found = sorted(
                {
                    each
                    for name in classes
                    for each in members.get(name.lower(), ())
                    if each.isascii() and "|" not in each
                }
            )
            if found:
                print(f"{names}\t{kind}\t{'|'.join(found)}")


if __name__ == "__main__":
    main(sys.argv[1])
