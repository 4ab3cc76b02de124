"""Figures of the theme tagger: python -m benchmarks.themes [--errors] [FOLDER_WITH_CODED_TEXTS]

Prints speed and memory as multiples of what was asked for, agreement with the product's own held texts, and agreement
with the coded texts of the folder (by default ../shared/themes beside the project, where it is there): wm_examples.csv,
real_residents_dev.csv, and px_train.csv of the NHS for the supervised engine.
"""

from __future__ import annotations

import csv
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from benchmarks import patient_comments
from surveys.analysis.themes.coded_texts import held_texts, training_texts
from surveys.analysis.themes.evaluation import Evaluation, evaluate, evaluate_by_slice, f1_intervals
from surveys.analysis.themes.tagger import ThemeTagger, default_tagger

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "themes"
TEXTS_A_SECOND = 1_000
MEGABYTES = 500


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _labels(cell: str) -> list[str]:
    return [label for label in cell.split(";") if label]


def _line(name: str, result: Evaluation) -> str:
    return (
        f"{name:<28} {result.texts:>5} texts  micro F1 {result.micro_f1:.3f}  macro F1 {result.macro_f1:.3f}  "
        f"precision {result.overall.precision:.3f}  recall {result.overall.recall:.3f}  "
        f"theme-less tagged {result.themeless_tagged_share:.2f} of {result.themeless}  "
        f"wrong tags per text {result.wrong_tags_per_text:.2f}"
    )


def _report(
    name: str,
    texts: Sequence[str],
    truth: Sequence[Sequence[str]],
    slices: Sequence[Sequence[str]],
    *,
    verbose: bool,
) -> None:
    tagger = default_tagger()
    predicted = [tagged.labels for tagged in tagger.predict(texts)]
    result, intervals = evaluate(truth, predicted), f1_intervals(truth, predicted)
    print(_line(name, result))
    print(
        f"    95 % intervals: micro {intervals.micro[0]:.2f} to {intervals.micro[1]:.2f}, "
        f"macro {intervals.macro[0]:.2f} to {intervals.macro[1]:.2f}"
    )
    print(_line("    rules alone", evaluate(truth, [tagger.read_by_rules(text).labels for text in texts])))
    for part, value in evaluate_by_slice(truth, predicted, slices).items():
        print("    " + _line(part, value))
    if verbose:
        for code, counts in result.themes.items():
            print(f"    {code:<24} F1 {counts.f1:.2f}")
        for text, wanted, given in zip(texts, truth, predicted, strict=True):
            if set(wanted) != set(given):
                extra, missed = sorted(set(given) - set(wanted)), sorted(set(wanted) - set(given))
                print(f"    + {','.join(extra) or '-'}  - {','.join(missed) or '-'}  | {text[:160]}")


def _file(path: Path, *, verbose: bool) -> None:
    rows = _rows(path)
    _report(
        path.name,
        [row["text"] for row in rows],
        [_labels(row["labels"]) for row in rows],
        [_labels(row.get("tags", "")) for row in rows],
        verbose=verbose,
    )


def _speed(tagger: ThemeTagger) -> None:
    """Texts a second of processor time, every text different, and the memory of the whole process.

    The median of five parts: what else a machine does slows a processor by a third, even by its own clock.
    """
    drawn = random.Random(0)
    words = [word for text in training_texts() for word in text.text.split()]
    texts = [" ".join(drawn.choices(words, k=drawn.randint(3, 30))) for _ in range(10_000)]
    tagger.predict(texts[:100])
    speeds = []
    for start in range(100, len(texts), 1_980):
        part = texts[start : start + 1_980]
        begun = time.process_time()
        tagger.predict(part)
        speeds.append(len(part) / (time.process_time() - begun) / TEXTS_A_SECOND)
    print(
        f"speed on one core: {statistics.median(speeds):.1f} times the {TEXTS_A_SECOND:,} texts a second asked for"
        f" ({min(speeds):.1f} to {max(speeds):.1f} in {len(speeds)} parts)"
    )


def main(arguments: list[str]) -> None:
    """Print the figures; --errors adds every text on which tagger and people differ."""
    verbose = "--errors" in arguments
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    tagger = default_tagger()
    _speed(tagger)
    used = psutil.Process().memory_info().rss / 1e6
    print(f"memory of the process by then: {used / MEGABYTES:.2f} of the {MEGABYTES} MB allowed")
    print(f"decided by models: {', '.join(sorted(tagger.modelled)) or 'no theme'}")
    held = held_texts()
    _report(
        "own texts, held",
        [text.text for text in held],
        [text.themes for text in held],
        [text.tags for text in held],
        verbose=False,
    )
    for folder in folders or [FOLDER]:
        for name in ("wm_examples.csv", "real_residents_dev.csv"):
            if (folder / name).exists():
                _file(folder / name, verbose=verbose)
        if (folder / "px_train.csv").exists():
            patient_comments.report(folder / "px_train.csv")
        else:
            print(f"No px_train.csv in {folder}: the NHS comparison is left out.")


if __name__ == "__main__":
    main(sys.argv[1:])
