"""Measures speed and memory of scoring on this machine: throughput, cold start, growth, linearity.

`python -m selon.eval.bench --corpus FILE [--articles N] [--rules] [--json]`

Never a test: figures depend on the machine and on what else runs there. Each is given as it is and against a
fixed piece of pure Python work, so that two machines can be compared.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..data.article import Article
from ..data.corpus import read_articles
from ..data.write import JsonlWriter
from ..model.score import score_article
from .rules import print_rows

if TYPE_CHECKING:
    import psutil

CLI = (sys.executable, "-c", "from selon.cli import main; main()")
EXAMPLE = Path(__file__).parents[1] / "data" / "examples" / "fr-depeche.txt"
PROCESSES = (1, 2)
COLD_RUNS = 7
SAMPLE_SECONDS = 0.1
WARM_UP = 0.3  # share of the output after which memory should grow no more
SYNTHETIC_WORDS = 10_000
SYNTHETIC_FACTOR = 4
MIB = 1024 * 1024

_WORK = "Le conseil a indiqué que les deux vannes resteraient fermées ; rien d’autre n’a été dit ce soir-là. "
_SYNTHETIC = (
    "Selon la mairie, les travaux du canal dureront trois mois.",
    "« Nous n’avons pas été prévenus », a déclaré Odile Varenne, qui tient une librairie sur le quai.",
    "Le préfet a affirmé que la circulation reprendrait lundi, mais des riverains en doutent.",
    "La passerelle, construite il y a un siècle, sera peut-être déplacée.",
    "Interrogé sur le coût, le maire a répondu : « Il sera connu en juin. »",
    "Des commerçants redoutent une baisse de leurs ventes et demandent une aide.",
)


class Sample(NamedTuple):
    """Resident memory of a process and its children, with how much of the output was there, 0 to 1."""

    share: float
    resident_bytes: int


@dataclass(frozen=True, slots=True)
class Throughput:
    """Scoring a corpus to JSONL. Memory is that of parent and children together; shared pages count twice.

    `slope_mib` is the growth over 1,000 articles once warm; near 0 = flat. Seconds include the start.
    """

    processes: int
    articles: int
    words: int
    seconds: float
    words_per_second: float
    peak_mib: float
    slope_mib: float


@dataclass(frozen=True, slots=True)
class Bench:
    """All figures of one run; `calibration_seconds` is what the fixed work took, lower = a faster machine."""

    calibration_seconds: float
    throughput: list[Throughput]
    help_seconds: float
    example_seconds: float
    linearity: float


def calibrate(rounds: int = 5) -> float:
    """Seconds that a fixed piece of pure Python work on text takes here: the best of some rounds."""
    text = _WORK * 15_000

    def work() -> float:
        start = time.perf_counter()
        counts: Counter[str] = Counter()
        for match in re.finditer(r"\w+|[^\w\s]", text):
            word = match[0].lower()
            counts[word] += len(word) if word.isalnum() else 1
            if word.endswith(("é", "ée", "ait")):
                counts["verb"] += 1
        return time.perf_counter() - start

    return min(work() for _ in range(rounds))


def measure_throughput(
    corpus: Path, articles: int, words: int, processes: int, engine: Sequence[str] = ()
) -> Throughput:
    """Scores a corpus of JSONL by the command line, in its own process, while its memory is watched.

    Raises:
        ValueError: the command fails, or not every article comes out.
    """
    import psutil

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scores.jsonl"
        errors = Path(folder) / "stderr"
        command = [
            *CLI,
            "score",
            str(corpus),
            "--out",
            str(out),
            "--jobs",
            str(processes),
            "--on-error",
            "skip",
            *engine,
        ]
        start = time.perf_counter()
        with errors.open("wb") as stderr:
            running = psutil.Popen(command, stderr=stderr, stdout=subprocess.DEVNULL)
        watched: list[tuple[int, int]] = []
        while running.poll() is None:
            written = out.stat().st_size if out.exists() else 0
            watched.append((written, resident_bytes(running)))
            time.sleep(SAMPLE_SECONDS)
        seconds = time.perf_counter() - start
        if running.returncode:
            raise ValueError(f"selon score failed: {errors.read_text('utf-8', 'replace').strip()}")
        scored, size = out.read_bytes().count(b"\n"), out.stat().st_size
    if scored != articles:  # words that were not scored must not count for speed
        raise ValueError(f"selon score wrote {scored} of {articles} articles; a speed would mean nothing")
    samples = [Sample(written / size, resident) for written, resident in watched]
    return Throughput(
        processes=processes,
        articles=articles,
        words=words,
        seconds=seconds,
        words_per_second=words / seconds,
        peak_mib=max((s.resident_bytes for s in samples), default=0) / MIB,
        slope_mib=memory_slope(samples) / MIB / articles * 1_000,
    )


def resident_bytes(process: "psutil.Process") -> int:
    """Resident memory of a process and all its children, in bytes; of those that are gone, none."""
    import psutil

    total = 0
    try:
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def memory_slope(samples: Sequence[Sample]) -> float:
    """Growth of memory over the whole output, in bytes, by least squares over what is past the warm-up.

    0 where too few samples are: a run that short says nothing.
    """
    import numpy as np

    warm = [s for s in samples if WARM_UP <= s.share < 1 and s.resident_bytes]
    if len({s.share for s in warm}) < 3:
        return 0.0
    return float(np.polyfit([s.share for s in warm], [s.resident_bytes for s in warm], 1)[0])


def measure_cold(arguments: Sequence[str], runs: int = COLD_RUNS) -> float:
    """Seconds from nothing to the end of a command, the median of some runs.

    Raises:
        CalledProcessError: the command fails.
    """
    taken: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([*CLI, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def compose_text(words: int) -> str:
    """An article of about that many words, in paragraphs of made-up sentences."""
    paragraph = " ".join(_SYNTHETIC)
    return "\n\n".join([paragraph] * max(1, words // len(paragraph.split())))


def measure_linearity(words: int = SYNTHETIC_WORDS, factor: int = SYNTHETIC_FACTOR) -> float:
    """Time for `factor` times the text over `factor` times the time: 1 = linear, `factor` = quadratic."""

    def seconds(text: str) -> float:
        start = time.perf_counter()
        score_article(Article("synthetic", "fr", text))
        return time.perf_counter() - start

    seconds(compose_text(200))  # lexicons are loaded once
    short = min(seconds(compose_text(words)) for _ in range(3))
    return seconds(compose_text(words * factor)) / (factor * short)


def copy_corpus(source: str, articles: int, target: Path) -> tuple[int, int]:
    """Writes the first articles of a corpus that can be scored to JSONL; returns how many, and their words.

    A word is what stands between white space, so that the count does not change with the engine.
    """
    found = (item for item in read_articles(source) if isinstance(item, Article))
    number = words = 0
    with JsonlWriter(target) as writer:
        for article in islice(found, articles):
            writer.write([{"id": article.id, "lang": article.lang, "text": article.text}])
            number += 1
            words += len(article.text.split())
    return number, words


def run_bench(corpus: str, articles: int, engine: Sequence[str] = ()) -> Bench:
    """Takes all measurements, one after the other.

    Raises:
        ValueError: the corpus has no article, or a command fails.
    """
    calibration = calibrate()
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "corpus.jsonl"
        number, words = copy_corpus(corpus, articles, copied)
        if not number:
            raise ValueError(f"{corpus}: there is no article that can be scored")
        throughput = [measure_throughput(copied, number, words, processes, engine) for processes in PROCESSES]
    return Bench(
        calibration_seconds=calibration,
        throughput=throughput,
        help_seconds=measure_cold(["--help"]),
        example_seconds=measure_cold(["score", str(EXAMPLE), *engine]),
        linearity=measure_linearity(),
    )


def bench_rows(bench: Bench) -> list[list[str]]:
    """A head and a row for each figure: as it is, and against the fixed work."""
    unit = bench.calibration_seconds
    rows = [["figure", "here", "in units of the fixed work"]]
    rows.append(["fixed work", f"{unit:.3f} s", "1"])
    for t in bench.throughput:
        name = f"{t.processes} process{'es' if t.processes > 1 else ''}"
        speed = f"{t.words_per_second:,.0f} words/s"
        rows.append([f"score to JSONL, {name}", speed, f"{t.words_per_second * unit:,.0f} words a unit"])
        rows.append([f"peak memory, {name}", f"{t.peak_mib:,.0f} MiB", ""])
        rows.append([f"growth of memory, {name}", f"{t.slope_mib:+.1f} MiB in 1,000 articles", ""])
    for name, seconds in (
        ("selon --help", bench.help_seconds),
        ("selon score EXAMPLE", bench.example_seconds),
    ):
        rows.append([f"{name}, cold", f"{seconds:.2f} s", f"{seconds / unit:.1f}"])
    rows.append([f"time for {SYNTHETIC_FACTOR} times the text", f"{bench.linearity:.2f} of linear", ""])
    return rows


def main(argv: Sequence[str] | None = None) -> None:
    """Reads the options, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", required=True, metavar="FILE", help="whatever `selon score` reads")
    parser.add_argument("--articles", type=int, default=1_000, metavar="N", help="only the first N")
    parser.add_argument("--rules", action="store_true", help="by the rule engine, without the bundle")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(argv)
    try:
        bench = run_bench(options.corpus, options.articles, ["--rules"] if options.rules else [])
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        parser.error(str(error))
    if options.json:
        print(json.dumps(asdict(bench), indent=1))
    else:
        print_rows(bench_rows(bench))


if __name__ == "__main__":
    main()
