"""What to label next, what choosing saves, and what labelling costs, as text."""

from __future__ import annotations

from rubrx.reports.page import Page
from rubrx.reports.words import count, percent, printable, shortened
from rubrx.safeguards.planning import Plan
from rubrx.safeguards.selection import Selection
from rubrx.safeguards.simulation import Simulation


def selection_text(selection: Selection, page: Page | None = None) -> str:
    """The chosen pairs, most telling first, each with the beginnings of its answers."""
    page = page or Page()
    lines = [
        page.paint(
            f"{len(selection.pairs):,} of {selection.pool:,} pairs to label next, by {selection.method}", "bold"
        ),
        *page.wrapped(
            f"from {printable(selection.source)}: {count(selection.answers, 'answer')}; what disagrees: "
            f"{', '.join(printable(name) for name in selection.members)}"
            + (f"; {selection.left_out:,} answers without a number from each left out" if selection.left_out else "")
        ),
    ]
    for rank, pair in enumerate(selection.pairs, 1):
        lines += [
            "",
            f"{rank:>3}  {printable(pair.query_id)}   first wins {percent(pair.chance)}, worth {pair.worth:.3f}",
            *page.wrapped(f"{printable(pair.a)}: {shortened(printable(pair.text_a), 150)}", "     "),
            *page.wrapped(f"{printable(pair.b)}: {shortened(printable(pair.text_b), 150)}", "     "),
        ]
    return "\n".join(lines) + "\n"


def simulation_text(simulation: Simulation, page: Page | None = None) -> str:
    """Labels saved at equal accuracy by each method, and the learning curves."""
    page = page or Page()
    low, high = simulation.interval or (simulation.labels_saved, simulation.labels_saved)
    says = (
        "it saves labels"
        if simulation.p_value < 0.05 and low > 0
        else "it costs labels"
        if simulation.p_value < 0.05 and high < 0
        else "these seeds don't show that it saves any"
    )
    lines = [
        page.paint(
            f"{simulation.method} saves {100 * simulation.labels_saved:.0f} % of the labels at equal accuracy "
            + (f"({100 * low:.0f} to {100 * high:.0f} %), " if simulation.interval else "(one seed has no interval), ")
            + f"p = {simulation.p_value:.3f}",
            "bold",
        ),
        *page.wrapped(
            f"{says[0].upper()}{says[1:]}: {count(simulation.seeds, 'seed')} on "
            f"{count(simulation.answers, 'marked answer')} to {count(simulation.queries, 'query', 'queries')}, "
            f"up to {simulation.budget} labels each, against random "
            f"choice, which ends at an accuracy of {simulation.random_accuracy:.3f} on held-out queries."
        ),
        "",
        page.heading("Methods", "labels saved against random, accuracy with all labels, mean gain on the way"),
    ]
    for name, each in simulation.methods.items():
        ends = f"{100 * each.interval[0]:+.0f} to {100 * each.interval[1]:+.0f}" if each.interval else "no interval"
        lines.append(
            f"  {name:12}  {100 * each.labels_saved:>+4.0f} %  ({ends})  "
            f"p {each.p_value:.3f}   {each.final_accuracy:.3f}   {each.area:+.3f}"
        )
    steps = [n for n, _ in simulation.random_curve]
    shown = list(range(0, len(steps), max(1, (len(steps) - 1) // 5)))
    lines += ["", page.heading("Accuracy by labels")]
    lines.append(f"  {'labels':12}" + "".join(f"{steps[i]:>8}" for i in shown))
    curves = [("random", simulation.random_curve), *((name, each.curve) for name, each in simulation.methods.items())]
    for name, curve in curves:
        lines.append(f"  {name:12}" + "".join(f"{curve[i][1]:>8.3f}" for i in shown))
    return "\n".join(lines) + "\n"


def plan_text(plan: Plan, page: Page | None = None) -> str:
    """The table of every way to do it."""
    page = page or Page()
    terms = plan.terms
    lines = [
        page.heading("Labelling", f"{terms.preferences:,} preferences, {terms.minutes_per_ten:g} minutes for ten"),
        *page.wrapped(
            f"Experts {terms.expert_rate:,.0f} an hour; crowd {terms.crowd_rate:,.0f} an hour, "
            f"{percent(terms.crowd_share)} of the labels, {percent(terms.spot_check)} of them checked by an expert; "
            f"two raters agree on {percent(terms.agreement)}."
        ),
        page.paint(f"  {'raters':8}{'staff':20}{'labels':>9}{'expert h':>10}{'crowd h':>9}{'cost':>12}", "dim"),
    ]
    for row in plan.rows:
        span = "" if row.low == row.high else f"  ({row.low:,.0f} to {row.high:,.0f})"
        staff = f"{row.staff}{' *' if row.selection else ''}"
        lines.append(
            f"  {row.raters:8}{staff:20}{row.labels:>9,}{row.expert_hours:>10,.0f}{row.crowd_hours:>9,.0f}"
            f"{row.cost:>12,.0f}{span}"
        )
    if any(row.selection for row in plan.rows):
        lines += page.wrapped(f"* with {percent(terms.saved)} of the labels saved by choosing which to buy.")
    return "\n".join(lines) + "\n"
