"""Agreement as text: the coefficients, what they can't say, then raters, consensus, and the grader beside people."""

from __future__ import annotations

from collections.abc import Sequence

from rubrx.agreement import Agreement, Corrected, Estimate, RaterProfile
from rubrx.reports.agreement import AgreementReport, CorrectedRate, MarkAgreement
from rubrx.reports.page import Page
from rubrx.reports.words import count, percent, printable, shortened
from rubrx.statistics import Interval

TITLES = {
    "raw_agreement": "raw agreement",
    "cohen_kappa": "Cohen's kappa",
    "fleiss_kappa": "Fleiss' kappa",
    "krippendorff_alpha": "Krippendorff's alpha",
    "gwet_ac1": "Gwet's AC1",
}
SHOWN = {"groups": 40, "raters": 20, "pairs": 12, "below": 8}


def agreement_text(report: AgreementReport, page: Page | None = None) -> str:
    """The whole page, ending in a line feed."""
    page = page or Page()
    sections = [
        _header(report, page),
        _coefficients(report.overall, page),
        [line for note in (*report.overall.notes, *report.notes) for line in page.wrapped(printable(note))],
        _groups(report, page),
        _raters(report.raters, page),
        _errors(report, page),
        _consensus(report, page),
        _grader(report, page),
        _corrected(report.corrected, page),
        _marks(report, page),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _header(report: AgreementReport, page: Page) -> list[str]:
    overall = report.overall
    title = f"Run {printable(report.run)}" if report.run else printable(report.source)
    lines = [
        page.paint(title, "bold"),
        *page.wrapped(
            f"{count(overall.labels, 'label')} by {count(overall.raters, 'rater')} on {count(overall.items, 'item')}, "
            f"{overall.kappa.n:,} of them labelled by two or more"
        ),
    ]
    left = [
        f"{report.missing:,} without a label" if report.missing else "",
        f"{report.refused:,} refused" if report.refused else "",
        f"{report.repeated:,} replaced by a later one of the same rater" if report.repeated else "",
    ]
    if any(left):
        lines += page.wrapped("rows left out: " + ", ".join(each for each in left if each))
    if overall.shares:
        shares = sorted(overall.shares.items(), key=lambda each: -each[1])[:8]
        lines += page.wrapped("labels: " + ", ".join(f"{printable(name)} {percent(share)}" for name, share in shares))
    return lines


def _figure(estimate: Estimate) -> str:
    if estimate.value is None:
        return f"{'undefined':>9}"
    interval = f"{estimate.low:.3f} to {estimate.high:.3f}" if estimate.low is not None else "no interval"
    return f"{estimate.value:>9.3f}   {interval}"


def _coefficients(agreement: Agreement, page: Page, title: str = "Agreement") -> list[str]:
    lines = [page.heading(title, "95 % intervals by resampling")]
    for name, said in TITLES.items():
        line = f"  {said:22}{_figure(agreement.estimates[name])}"
        lines.append(page.paint(line, "bold") if agreement.estimates[name] == agreement.kappa else line)
    return lines


def _groups(report: AgreementReport, page: Page) -> list[str]:
    if not report.groups:
        return []
    wide = min(44, max(len(printable(name)) for name, _ in report.groups))
    lines = [
        page.heading(f"By {report.by}", "kappa, its interval, AC1, raw agreement"),
        page.paint(f"  {'':{wide}} {'items':>6} {'kappa':>7} {'interval':>15} {'AC1':>7} {'raw':>6}", "dim"),
    ]
    for name, each in report.groups[: SHOWN["groups"]]:
        kappa, ac1, raw = each.kappa, each.estimates["gwet_ac1"], each.estimates["raw_agreement"]
        interval = "" if kappa.low is None else f"{kappa.low:.2f} to {kappa.high:.2f}"
        lines.append(
            f"  {shortened(printable(name), wide):{wide}} {kappa.n:>6,} {_short(kappa.value):>7} {interval:>15} "
            f"{_short(ac1.value):>7} {percent(raw.value):>6}"
        )
    if len(report.groups) > SHOWN["groups"]:
        lines.append(f"  and {len(report.groups) - SHOWN['groups']:,} more; --json has all")
    return lines


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _signed(value: float, interval: Interval) -> str:
    return f"{100 * value:+.1f} points ({100 * interval.low:+.1f} to {100 * interval.high:+.1f})"


def _raters(raters: Sequence[RaterProfile], page: Page) -> list[str]:
    shared = [each for each in raters if each.agrees is not None]
    if len(shared) < 2:
        return []
    lines = [page.heading("Raters", "beside what most of the others said of the same items")]
    for each in sorted(shared, key=lambda rater: (rater.agrees or 0.0, rater.name))[: SHOWN["raters"]]:
        assert each.interval is not None
        said = f"agrees {percent(each.agrees)} ({percent(each.interval.low)} to {percent(each.interval.high)})"
        leaning = [
            f"says {printable(label)} {_signed(*figure)}"
            for label, figure in each.leaning.items()
            if (figure[1].low > 0 or figure[1].high < 0)
        ]
        if each.drift is not None and (each.drift[1].low > 0 or each.drift[1].high < 0):
            leaning.append(f"second half {_signed(*each.drift)}")
        begin = f"  {shortened(printable(each.name), 20):20} {each.n:>6,}  "
        lines += page.wrapped("; ".join([said, *leaning]), begin, " " * 31)
    if len(shared) > SHOWN["raters"]:
        lines.append(f"  and {len(shared) - SHOWN['raters']:,} more; --json has all")
    return [*lines, *page.wrapped("Leanings and drifts are told where their interval leaves 0 out.")]


def _errors(report: AgreementReport, page: Page) -> list[str]:
    if not report.errors:
        return []
    lines = [page.heading("Who errs", "Dawid and Skene's estimate; the truth is hidden")]
    # the labels that were given most; of two, what is said of the one says all of the other
    most = sorted(report.overall.shares, key=lambda label: -report.overall.shares[label])
    told = most[:1] if len(most) == 2 else most[:3]
    for each in sorted(report.errors, key=lambda rater: (rater.right, rater.name))[: SHOWN["raters"]]:
        rates = [
            f"{printable(label)}: finds {percent(each.rates[label][0])}, rules out {percent(each.rates[label][1])}"
            for label in told
            if label in each.rates
        ]
        begin = f"  {shortened(printable(each.name), 20):20} {each.items:>6,}  "
        lines += page.wrapped("; ".join([f"right {percent(each.right)}", *rates]), begin, " " * 31)
    if report.against_majority:
        items = count(report.against_majority, "item")
        lines += page.wrapped(f"The model sees {items} otherwise than the consensus does.")
    return lines


def _consensus(report: AgreementReport, page: Page) -> list[str]:
    if not report.overall.kappa.n:
        return []
    reached = f"{report.need} or more alike on {count(report.consensus, 'item')}"
    lines = [page.heading("Consensus", f"{reached}; {report.below_consensus:,} without")]
    for each in report.below[: SHOWN["below"]]:
        said = ", ".join(f"{printable(one.rater)} {printable(one.label)}" for one in each.said)
        name = f"{each.item} / {each.criterion}" if each.criterion else each.item
        lines += page.wrapped(said, f"  {shortened(printable(name), 60)}   ", "      ")
    if report.below_consensus > SHOWN["below"]:
        lines.append(f"  and {report.below_consensus - SHOWN['below']:,} more; --sheet FILE prints them all")
    return lines


def _grader(report: AgreementReport, page: Page) -> list[str]:
    if report.grader is None:
        return []
    lines = _coefficients(report.grader.consensus, page, "The grader beside what people agree on")
    for pair in report.grader.people[: SHOWN["pairs"]]:
        interval = "" if pair.interval is None else f" ({pair.interval.low:.2f} to {pair.interval.high:.2f})"
        lines += page.wrapped(
            f"with {printable(pair.b)}: kappa {_short(pair.kappa)}{interval}; "
            f"{percent(pair.agreed)} of {pair.n:,} alike"
        )
    return lines + [line for note in report.grader.consensus.notes for line in page.wrapped(printable(note))]


def _corrected(rates: Sequence[CorrectedRate], page: Page) -> list[str]:
    if not rates:
        return []
    lines = [
        page.heading("The grader's figures, raw and corrected", "by what people said of a part of them"),
        page.paint(f"  {'':23} {'labelled':>12} {'raw':>6} {'Rogan-Gladen':>16} {'PPI':>16}", "dim"),
    ]
    for each in rates:
        share = f"{each.labelled:,} of {each.n:,}"
        lines.append(
            f"  {shortened(printable(each.name), 23):23} {share:>12} {percent(each.raw):>6} "
            f"{_corrected_figure(each.rogan_gladen):>16} {_corrected_figure(each.prediction_powered):>16}"
        )
    return [
        *lines,
        *page.wrapped(
            "Both hold only if what people labelled was drawn at random. Rogan-Gladen counts verdicts as if each stood "
            "alone; PPI, prediction-powered inference, counts queries."
        ),
    ]


def _corrected_figure(figure: Corrected | None) -> str:
    if figure is None:
        return "–"
    low, high = max(0.0, figure.interval.low), min(1.0, figure.interval.high)
    return f"{percent(figure.value)} ({100 * low:.0f} to {100 * high:.0f})"


def _marks(report: AgreementReport, page: Page) -> list[str]:
    lines = []
    if report.ratings is not None and report.ratings.estimates["krippendorff_alpha"].value is not None:
        alpha = _figure(report.ratings.estimates["krippendorff_alpha"]).strip()
        lines += page.wrapped(f"People's marks among themselves: Krippendorff's alpha (interval) {alpha}")
    if report.preferences is not None and report.preferences.kappa.value is not None:
        kappa = _figure(report.preferences.kappa).strip()
        lines += page.wrapped(f"People's preferences among themselves: kappa {kappa}")
    for each in report.marks:
        lines += page.wrapped(_mark(each), f"  {shortened(printable(each.reward), 20):20} ", " " * 23)
    return [page.heading("Rewards beside people's marks and preferences"), *lines] if lines else []


def _mark(each: MarkAgreement) -> str:
    parts = []
    if each.n:
        parts.append(f"Spearman {_short(each.spearman)}{_range(each.spearman_interval)} on {count(each.n, 'answer')}")
    if each.weighted_kappa is not None:
        parts.append(f"weighted kappa {_short(each.weighted_kappa)}{_range(each.kappa_interval)}")
    if each.preferred is not None:
        parts.append(f"prefers as people do in {percent(each.preferred)} of {count(each.pairs, 'pair')}")
    return "; ".join(parts)


def _range(interval: Interval | None) -> str:
    return "" if interval is None else f" ({interval.low:.2f} to {interval.high:.2f})"
