"""Measures the rule engine on an annotated set: attributions, hedges, loaded terms, each with an interval.

`python -m selon.eval.rules --gold DIR [--json | --markdown | --slices | --precision-by-rule]`
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..data.labelled import LabelledArticle
from ..model.attribution import find_relations, finish
from ..model.matching import match_relations, select_pairs
from ..model.text import read_document
from .engine import ACCURACIES, count_article, score_spans
from .gold import DEVELOPMENT, digest_gold, read_gold
from .spans import (
    LABEL_THRESHOLD,
    LABELS,
    THRESHOLDS,
    Counts,
    Slice,
    count_slices,
    sum_counts,
)

METRICS = (
    *(f"{name}@{threshold}" for name in ("content", "who-said") for threshold in THRESHOLDS),
    *("cue", "source", *LABELS, "hedge", "hedge_kind", "loaded", "loaded_voice"),
)
ROUNDS = 1_000
SEED = 0
LEVEL = 0.95
MIN_RELATIONS = 10  # of a rule: its precision on fewer says nothing


@dataclass(frozen=True, slots=True)
class Measured:
    """The counts of one article, by metric and by slice."""

    id: str
    lang: str
    counts: Mapping[str, Counts]
    slices: Mapping[Slice, Counts]


class Estimate(NamedTuple):
    """F1 or accuracy over some articles, 0 to 1, with its interval; None where there is nothing to count."""

    value: float | None
    low: float | None
    high: float | None
    counts: Counts


class RulePrecision(NamedTuple):
    """The relations of a rule: how many, the share whose content is right, and whose source is as well."""

    relations: int
    content: float
    precision: float


def measure_gold(articles: Sequence[LabelledArticle]) -> list[Measured]:
    """The counts of each article, scored by the rule engine."""
    measured: list[Measured] = []
    for item in articles:
        found = score_spans(item.article)
        slices = count_slices(item.attributions or (), found.attributions)
        measured.append(Measured(item.article.id, item.article.lang, count_article(item, found), slices))
    return measured


def group_measured(measured: Sequence[Measured]) -> dict[str, list[Measured]]:
    """The articles by language, then those of the development split; groups without one are left out."""
    groups: dict[str, list[Measured]] = {}
    for suffix, ids in (("", None), (" development", DEVELOPMENT)):
        for lang in ("fr", "en"):
            group = [m for m in measured if m.lang == lang and (ids is None or m.id in ids)]
            if group:
                groups[lang + suffix] = group
    return groups


def estimate(measured: Sequence[Measured], rounds: int = ROUNDS, seed: int = SEED) -> dict[str, Estimate]:
    """Each metric over some articles, with a 95 % percentile bootstrap over articles (Efron 1979)."""
    rows = [{metric: m.counts.get(metric, Counts()) for metric in METRICS} for m in measured]
    totals = sum_counts(rows)
    intervals = bootstrap_f1([list(row.values()) for row in rows], rounds, seed)
    return {
        metric: Estimate(total.f1, low, high, total)
        if total.gold or total.predicted
        else Estimate(None, None, None, total)
        for (metric, total), (low, high) in zip(totals.items(), intervals, strict=True)
    }


def bootstrap_f1(rows: Sequence[Sequence[Counts]], rounds: int, seed: int) -> list[tuple[float, float]]:
    """Bounds of the F1 of each column, from `rounds` samples of the rows with replacement.

    A row is an article, a column a metric; a sample's counts are summed before its F1 is taken.
    """
    import numpy as np

    table = np.array([[(c.found, c.gold, c.right, c.predicted) for c in row] for row in rows], dtype=float)
    draws = np.random.default_rng(seed).multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=rounds)
    found, gold, right, predicted = np.moveaxis(np.tensordot(draws, table, axes=1), -1, 0)
    recall = np.divide(found, gold, out=np.zeros_like(found), where=gold > 0)
    precision = np.divide(right, predicted, out=np.zeros_like(right), where=predicted > 0)
    total = recall + precision
    f1 = np.divide(2 * recall * precision, total, out=np.zeros_like(total), where=total > 0)
    tail = (1 - LEVEL) / 2
    bounds = np.quantile(f1, [tail, 1 - tail], axis=0)
    return [(float(low), float(high)) for low, high in bounds.T]


def sum_slices(measured: Sequence[Measured]) -> dict[Slice, Counts]:
    """The counts of each slice over some articles, in order of field, label and metric."""
    totals = sum_counts(item.slices for item in measured)
    return {
        part: totals[part]
        for part in sorted(totals, key=lambda s: (LABELS.index(s.field), s.label, s.metric))
    }


def measure_rules(articles: Sequence[LabelledArticle]) -> dict[str, RulePrecision]:
    """The precision of each rule, content matched at 0.3; the commonest rule first."""
    number, content, agreed = Counter[str](), Counter[str](), Counter[str]()
    for item in articles:
        document = read_document(item.article)
        relations = find_relations(document)
        rules = [relation.rule for relation in relations]
        predicted = [finish(relation, document) for relation in relations]
        gold = item.attributions or ()
        pairs = match_relations(gold, predicted)
        number.update(rules)
        for counter, same_source in ((content, False), (agreed, True)):
            hits = select_pairs(gold, predicted, pairs, LABEL_THRESHOLD, same_source)
            counter.update(rules[pair.predicted] for pair in hits)
    commonest = sorted(number.items(), key=lambda entry: (-entry[1], entry[0]))
    return {rule: RulePrecision(n, content[rule] / n, agreed[rule] / n) for rule, n in commonest}


def confidence_table(rules: Mapping[str, RulePrecision]) -> dict[str, float]:
    """What `CONFIDENCE` in model/attribution.py holds: the precision of each rule that is common enough."""
    return {rule: round(p.precision, 2) for rule, p in rules.items() if p.relations >= MIN_RELATIONS}


# what is printed --------------------------------------------------------------------------------


def report_json(measured: Sequence[Measured], digest: str) -> dict[str, Any]:
    """All figures as plain values, rounded to .0001."""
    groups = {}
    for name, group in group_measured(measured).items():
        groups[name] = {
            "articles": len(group),
            "metrics": {
                metric: {
                    "value": _round(e.value),
                    "low": _round(e.low),
                    "high": _round(e.high),
                    **_plain(e.counts),
                }
                for metric, e in estimate(group).items()
            },
            "slices": [
                {**part._asdict(), "value": _round(counts.f1), **_plain(counts)}
                for part, counts in sum_slices(group).items()
            ],
        }
    return {"data": digest, "rounds": ROUNDS, "seed": SEED, "level": LEVEL, "groups": groups}


def _plain(counts: Counts) -> dict[str, float | None]:
    return {
        "precision": _round(counts.precision),
        "recall": _round(counts.recall),
        "gold": counts.gold,
        "predicted": counts.predicted,
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def metric_rows(measured: Sequence[Measured]) -> list[list[str]]:
    """A head and a row for each metric: its value and interval in each group."""
    groups = group_measured(measured)
    estimates = [estimate(group) for group in groups.values()]
    rows = [["metric", *(f"{name} ({len(group)})" for name, group in groups.items())]]
    for metric in METRICS:
        name = f"{metric} {'accuracy' if metric in ACCURACIES else 'F1'}"
        rows.append([name, *(_cell(found[metric]) for found in estimates)])
    return rows


def _cell(found: Estimate) -> str:
    if found.value is None:
        return "–"
    return f"{found.value:.3f} [{found.low:.2f}, {found.high:.2f}]"


def slice_rows(measured: Sequence[Measured]) -> list[list[str]]:
    """A head and a row for each slice and language: numbers, then recall, precision and F1."""
    rows = [["lang", "field", "label", "metric", "gold", "predicted", "recall", "precision", "F1"]]
    for name, group in group_measured(measured).items():
        for part, c in sum_slices(group).items() if name in ("fr", "en") else ():
            figures = [f"{value:.3f}" for value in (c.recall, c.precision, c.f1)]
            rows.append([name, part.field, part.label, part.metric, str(c.gold), str(c.predicted), *figures])
    return rows


def rule_rows(articles: Sequence[LabelledArticle]) -> list[list[str]]:
    """A head and a row for each rule: how many relations, how many of them right, in all and by language."""
    pooled = measure_rules(articles)
    by_lang = [measure_rules([a for a in articles if a.article.lang == lang]) for lang in ("fr", "en")]
    rows = [["rule", "relations", "content", "precision", "fr", "en"]]
    for rule, p in pooled.items():
        apart = [f"{q.precision:.2f} ({q.relations})" if (q := found.get(rule)) else "–" for found in by_lang]
        rows.append([rule, str(p.relations), f"{p.content:.2f}", f"{p.precision:.2f}", *apart])
    return rows


def render_markdown(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a Markdown table; the first is the head."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def print_rows(rows: Sequence[Sequence[str]]) -> None:
    """Prints the rows as a terminal table; the first is the head."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*rows[0])
    for row in rows[1:]:
        table.add_row(*row)
    wide = None if sys.stdout.isatty() else 160  # a file or pipe has no width that cells must fit
    Console(highlight=False, width=wide).print(table)


def main(argv: Sequence[str] | None = None) -> None:
    """Reads the options, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--gold", type=Path, required=True, metavar="DIR", help="the annotated set")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--slices", action="store_true", help="by mode, naming, source type and cue class")
    what.add_argument("--precision-by-rule", action="store_true", help="how often each rule is right")
    options = parser.parse_args(argv)
    try:
        articles = read_gold(options.gold)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if options.json and options.precision_by_rule:
        print(json.dumps(confidence_table(measure_rules(articles)), indent=1))
    elif options.json:
        print(json.dumps(report_json(measure_gold(articles), digest_gold(options.gold)), indent=1))
    else:
        if options.precision_by_rule:
            rows = rule_rows(articles)
        else:
            measured = measure_gold(articles)
            rows = slice_rows(measured) if options.slices else metric_rows(measured)
        if options.markdown:
            print(render_markdown(rows))
        else:
            print_rows(rows)


if __name__ == "__main__":
    main()
