"""Build `core/rubrx/reading/data/classes.tsv` from FDA's established pharmacologic classes (see NOTICE).

usage: python tools/build_drug_classes.py drugcentral_epc.tsv > core/rubrx/reading/data/classes.tsv
"""

from __future__ import annotations

import csv
import sys

#: what people call a class <- the established class names it takes in. `broad` ones are too wide to stand for a term.
NAMES = {
    "ace inhibitor|acei|angiotensin converting enzyme inhibitor": ["Angiotensin Converting Enzyme Inhibitor"],
    "arb|sartan|angiotensin receptor blocker|angiotensin ii receptor blocker": ["Angiotensin 2 Receptor Blocker"],
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
    "low molecular weight heparin|low-molecular-weight heparin|lmwh": ["Low Molecular Weight Heparin"],
    "vitamin k antagonist|vka|coumarin": ["Vitamin K Antagonist"],
    "potassium-sparing diuretic|k-sparing diuretic|potassium sparer": ["Potassium-sparing Diuretic"],
    "mineralocorticoid receptor antagonist|mineralocorticoid antagonist|aldosterone antagonist|mra": [
        "Aldosterone Antagonist"
    ],
    "nitrate": ["Nitrate Vasodilator"],
    "pde5 inhibitor|pde-5 inhibitor|phosphodiesterase 5 inhibitor|phosphodiesterase type 5 inhibitor": [
        "Phosphodiesterase 5 Inhibitor"
    ],
    "alpha-blocker|alpha blocker": ["alpha-Adrenergic Blocker"],
    "5-ht3 antagonist|5-ht3 receptor antagonist|5ht3 antagonist|setron": ["Serotonin-3 Receptor Antagonist"],
    "antipsychotic|neuroleptic": ["Atypical Antipsychotic", "Typical Antipsychotic"],
    "antihistamine": ["Histamine-1 Receptor Antagonist", "Histamine-1 Receptor Inhibitor", "Sedating Antihistamine"],
    "sedating antihistamine|first-generation antihistamine": ["Sedating Antihistamine"],
    "cholinesterase inhibitor|acetylcholinesterase inhibitor": ["Cholinesterase Inhibitor"],
    "carbapenem": ["Penem Antibacterial"],
    "rifamycin": ["Rifamycin Antimycobacterial", "Rifamycin Antibacterial"],
    "glycopeptide": ["Glycopeptide Antibacterial"],
    "nitroimidazole": ["Nitroimidazole Antimicrobial"],
    "short-acting beta agonist|short-acting beta2 agonist|saba|reliever inhaler": ["Short-acting Beta Agonist"],
    "long-acting beta agonist|long-acting beta2 agonist|laba": ["Long-acting Beta Agonist"],
    "tnf inhibitor|tnf blocker|anti-tnf": ["Tumor Necrosis Factor Blocker"],
    "calcineurin inhibitor|cni": ["Calcineurin Inhibitor Immunosuppressant"],
    "aromatase inhibitor": ["Aromatase Inhibitor"],
    "xanthine oxidase inhibitor": ["Xanthine Oxidase Inhibitor"],
    "fibrate": ["Fibrate"],
    "glitazone|thiazolidinedione": ["Thiazolidinedione"],
    "z-drug|z drug|z-hypnotic": ["Z-drug"],
    "gabapentinoid": ["Gabapentinoid"],
    "methylxanthine|xanthine": ["Methylxanthine"],
    "bile acid sequestrant|bile acid resin": ["Bile Acid Sequestrant"],
    "neuraminidase inhibitor": ["Neuraminidase Inhibitor"],
    "iron salt|iron tablet|iron supplement|oral iron": ["Oral Iron"],
    "stimulant laxative": ["Stimulant Laxative"],
    "osmotic laxative": ["Osmotic Laxative"],
    "decongestant": ["Decongestant"],
    "ergot|ergot alkaloid|ergot derivative": ["Ergot Derivative", "Ergotamine Derivative"],
    "platinum|platinum agent": ["Platinum-based Drug"],
    "progestogen|progestin|gestagen": ["Progestin"],
    "oestrogen|estrogen": ["Estrogen"],
    "jak inhibitor": ["Janus Kinase Inhibitor"],
    "retinoid": ["Retinoid"],
    "coxib|cox-2 inhibitor": ["Coxib"],
    "5-alpha reductase inhibitor": ["5-alpha Reductase Inhibitor"],
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
    "antiepileptic|anticonvulsant|antiseizure medication|antiseizure medicine|anti-epileptic|epilepsy medicine": [
        "Anti-epileptic Agent", "Other Antiepileptic", "Gabapentinoid"],
    "antiplatelet|antiplatelet drug": ["P2Y12 Platelet Inhibitor", "Other Antiplatelet"],
    "anticholinergic|antimuscarinic": ["Anticholinergic", "Cholinergic Muscarinic Antagonist"],
    "laxative": ["Stimulant Laxative", "Osmotic Laxative"],
    "antacid|indigestion remedy": ["Antacid"],
    "sedative|sleeping tablet|sleeping pill|hypnotic": ["Benzodiazepine", "Z-drug"],
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
    "Vitamin K Antagonist": ["acenocoumarol", "phenindione", "warfarin"],
    "Aldosterone Antagonist": ["eplerenone", "finerenone", "spironolactone"],
    "Nitrate Vasodilator": ["glyceryl trinitrate", "isosorbide dinitrate", "isosorbide mononitrate", "nitroglycerin"],
    "Phosphodiesterase 5 Inhibitor": ["avanafil", "sildenafil", "tadalafil", "vardenafil"],
    "alpha-Adrenergic Blocker": ["alfuzosin", "doxazosin", "prazosin", "tamsulosin", "terazosin"],
    "Serotonin-3 Receptor Antagonist": ["dolasetron", "granisetron", "ondansetron", "palonosetron"],
    "Atypical Antipsychotic": ["amisulpride", "aripiprazole", "clozapine", "olanzapine", "quetiapine", "risperidone"],
    "Typical Antipsychotic": ["chlorpromazine", "flupentixol", "haloperidol", "sulpiride", "zuclopenthixol"],
    "Histamine-1 Receptor Antagonist": ["acrivastine", "cetirizine", "desloratadine", "fexofenadine", "loratadine"],
    "Sedating Antihistamine": [
        "chlorphenamine",
        "chlorpheniramine",
        "cyclizine",
        "diphenhydramine",
        "doxylamine",
        "hydroxyzine",
        "promethazine",
    ],
    "Cholinesterase Inhibitor": ["donepezil", "galantamine", "neostigmine", "pyridostigmine", "rivastigmine"],
    "Penem Antibacterial": ["ertapenem", "imipenem", "meropenem"],
    "Rifamycin Antibacterial": ["rifabutin", "rifampicin", "rifampin", "rifaximin"],
    "Glycopeptide Antibacterial": ["teicoplanin", "vancomycin"],
    "Nitroimidazole Antimicrobial": ["metronidazole", "tinidazole"],
    "Short-acting Beta Agonist": ["albuterol", "levalbuterol", "salbutamol", "terbutaline"],
    "Long-acting Beta Agonist": ["formoterol", "indacaterol", "olodaterol", "salmeterol", "vilanterol"],
    "Calcineurin Inhibitor Immunosuppressant": ["ciclosporin", "cyclosporine", "tacrolimus", "voclosporin"],
    "Xanthine Oxidase Inhibitor": ["allopurinol", "febuxostat"],
    "Fibrate": ["bezafibrate", "ciprofibrate", "choline fenofibrate", "fenofibrate", "gemfibrozil"],
    "Thiazolidinedione": ["pioglitazone", "rosiglitazone"],
    "Z-drug": ["eszopiclone", "zaleplon", "zolpidem", "zopiclone"],
    "Gabapentinoid": ["gabapentin", "pregabalin"],
    "Methylxanthine": ["aminophylline", "theophylline"],
    "Bile Acid Sequestrant": ["cholestyramine", "colesevelam", "colestipol", "colestyramine"],
    "Oral Iron": ["ferrous fumarate", "ferrous gluconate", "ferrous sulfate", "ferrous sulphate"],
    "Stimulant Laxative": ["bisacodyl", "senna", "sodium picosulfate"],
    "Osmotic Laxative": ["lactulose", "macrogol", "polyethylene glycol"],
    "Decongestant": ["oxymetazoline", "phenylephrine", "pseudoephedrine", "xylometazoline"],
    "Ergot Derivative": ["ergotamine"],
    "Progestin": [
        "desogestrel",
        "drospirenone",
        "etonogestrel",
        "levonorgestrel",
        "norethisterone",
        "progestogen-only pill",
    ],
    "Estrogen": ["combined oral contraceptive", "conjugated estrogens", "estradiol", "ethinylestradiol"],
    "Janus Kinase Inhibitor": ["baricitinib", "filgotinib", "tofacitinib", "upadacitinib"],
    "Retinoid": ["acitretin", "alitretinoin", "isotretinoin", "tretinoin"],
    "Coxib": ["celecoxib", "etoricoxib", "parecoxib"],
    "5-alpha Reductase Inhibitor": ["dutasteride", "finasteride"],
    "Anticholinergic": ["fesoterodine", "hyoscine", "tolterodine", "trihexyphenidyl", "trospium"],
    "Other Antiepileptic": [
        "carbamazepine",
        "ethosuximide",
        "lacosamide",
        "lamotrigine",
        "levetiracetam",
        "oxcarbazepine",
        "phenobarbital",
        "phenytoin",
        "sodium valproate",
        "topiramate",
        "valproate",
        "zonisamide",
    ],
    "Other Antiplatelet": ["aspirin", "dipyridamole"],
    "Antacid": ["aluminium hydroxide", "aluminum hydroxide", "calcium carbonate", "magnesium hydroxide"],
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
