"""Many articles in, their scores out in order: parallel over cores, in bounded memory."""

import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import wait
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from traceback import extract_tb
from typing import IO, Any, Literal, TypeVar

from ..data.article import Article
from ..data.corpus import Skip
from ..data.write import (
    FolderWriter,
    JsonlWriter,
    LazyJsonlWriter,
    Line,
    Mode,
    ParquetWriter,
    StreamWriter,
    render_line,
    written_ids,
)
from .records import ArticleScore
from .score import render_json, score_article

Other = TypeVar("Other")
Result = TypeVar("Result")

# A worker takes 0.4 s to start and 0.4 s to load its lexicons, in which one process
# scores about 60 articles.
MIN_PARALLEL = 64
CHUNK_ARTICLES = 16  # of 0.01 s each: enough to make the cost of passing them on small
CHUNK_CHARS = 200_000  # a chunk ends here too, so that a few long articles do not hold up the others
CHUNKS_AHEAD = 2  # a worker, one of which runs; with the two above, the bound on what is in memory


@dataclass(frozen=True, slots=True)
class Failure:
    """An article on which scoring broke down, which is a fault of selon; the message says where.

    It has the fields of a `Skip`.
    """

    id: str
    where: str
    message: str
    reason: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True)
class Output:
    """Where the scores of a corpus go: a file or folder, or an open stream for lines of JSON.

    A path is a JSONL file, a Parquet file, or without suffix a folder with a JSON file an article. Where it
    is there, `mode` says what to do: `new` refuses, `append` goes on with it, `replace` replaces it.

    Raises:
        ValueError: the suffix is another one, or `mode` is `append` with Parquet, which can not be added to.
    """

    target: Path | IO[bytes]
    mode: Mode = "new"

    def __post_init__(self) -> None:
        if self.kind not in ("stream", "folder", ".jsonl", ".ndjson", ".parquet"):
            raise ValueError(f"'{self.target}' is neither FILE.jsonl, FILE.parquet nor FOLDER/")
        if self.kind == ".parquet" and self.mode == "append":
            raise ValueError(f"'{self.target}' is Parquet, which can not be gone on with; write JSONL")

    @property
    def kind(self) -> str:
        """`stream`, `folder`, or the suffix of a file."""
        if not isinstance(self.target, Path):
            return "stream"
        return "folder" if self.target.is_dir() else self.target.suffix.lower() or "folder"

    @property
    def partial(self) -> Path | None:
        """Where the scores of a run stand that broke off; None for a stream."""
        if not isinstance(self.target, Path):
            return None
        return self.target.with_suffix(".partial.parquet") if self.kind == ".parquet" else self.target

    @property
    def errors(self) -> Path | None:
        """The list of what was left out, beside the output; None for a stream."""
        return Path(f"{self.target}.errors.jsonl") if isinstance(self.target, Path) else None

    def open(self) -> tuple[Any, Callable[..., Any]]:
        """The writer, and the function that makes the form of a score that it takes."""
        if not isinstance(self.target, Path):
            return StreamWriter(self.target), score_line
        if self.kind == "folder":
            return FolderWriter(self.target, self.mode), score_line
        if self.kind == ".parquet":
            from .features import feature_schema

            mode = "new" if self.mode == "new" else "replace"
            return ParquetWriter(self.target, feature_schema(), mode), score_row
        return JsonlWriter(self.target, self.mode), score_line


def score_corpus(
    articles: Iterable[Article | Skip], output: Output, jobs: int = -1, bundle: Path | None = None
) -> Generator[Literal["scored", "kept"] | Skip | Failure]:
    """Scores articles into an output, and tells of each, in order, what became of it.

    By the bundle in a folder, or by rules. `kept` is one that the output held already (mode `append`). What
    can not be scored is listed in `output.errors`, and comes out as it is; a caller that stops there keeps
    the scores before it.

    Raises:
        FileExistsError, FileNotFoundError: the output can not be written.
        ValueError: mode is `append`, and the output is not one of scores; the bundle can not be loaded.
        MemoryError: a worker was killed.
    """
    if bundle is not None:
        from .bundle import load_bundle

        load_bundle(bundle)  # a damaged one is told of here, not by every worker
    writer, render = output.open()
    render = partial(render, bundle=bundle)
    with ExitStack() as stack:
        stack.enter_context(writer)
        errors = stack.enter_context(LazyJsonlWriter(output.errors, "replace")) if output.errors else None
        done = (
            written_ids(output.target) if isinstance(output.target, Path) and output.mode == "append" else ()
        )
        todo = ("kept" if article.id in done else article for article in articles)
        for result in score_many(todo, render, jobs):
            if isinstance(result, Skip | Failure):
                if errors is not None:
                    errors.write([asdict(result)])
                yield result
            elif result == "kept":
                yield "kept"
            else:
                writer.write([result])
                yield "scored"


def score_many(
    articles: Iterable[Article | Other], render: Callable[[Article], Result], jobs: int = 1
) -> Iterator[Result | Other | Failure]:
    """What `render` makes of each article, in order; what is no article (a skip) is passed through.

    `render` is `score_line`, `score_row` or another function that can be imported; it runs in the workers. An
    exception of it becomes a `Failure`. `jobs` is a number of processes; -1 takes every core. With more than
    one, up to `jobs` × 32 articles are read ahead, and fewer than 64 are scored by this process alone; with
    one, each comes out before the next is read.

    Raises:
        MemoryError: a worker was killed, most likely for want of memory.
    """
    stream = iter(articles)
    if jobs != 1:
        head = list(islice(stream, MIN_PARALLEL))
        stream = chain(head, stream)
        if len(head) == MIN_PARALLEL:
            yield from _score_parallel(stream, render, jobs)
            return
    for item in stream:
        yield _render(item, render)


def score_with(article: Article, bundle: Path | None = None) -> ArticleScore:
    """The score of an article by the bundle in a folder, which a process loads once, or by rules."""
    if bundle is None:
        return score_article(article)
    from .encoder import load_encoder

    return score_article(article, load_encoder(bundle))


def score_json(article: Article, bundle: Path | None = None) -> dict[str, Any]:
    """The `selon/1` form of an article's score."""
    return render_json(score_with(article, bundle))


def score_line(article: Article, bundle: Path | None = None) -> Line:
    """The `selon/1` form of an article's score, as a line of JSON."""
    return render_line(score_json(article, bundle))


def score_row(article: Article, bundle: Path | None = None) -> dict[str, Any]:
    """The flat row of an article's score."""
    from .features import flatten

    return flatten(score_with(article, bundle))


def _score_parallel(
    stream: Iterator[Article | Other], render: Callable[[Article], Result], jobs: int
) -> Iterator[Result | Other | Failure]:
    """The results of workers, in order. A worker always has chunks waiting, and no more than may be held."""
    from joblib import cpu_count
    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import BrokenProcessPool

    jobs = cpu_count() if jobs < 0 else jobs
    executor = get_reusable_executor(max_workers=jobs, initializer=_ignore_interrupts)
    pending: deque[Any] = deque()
    finished = False
    try:
        for chunk in _chunks(stream):
            pending.append(executor.submit(_render_chunk, chunk, render))
            if len(pending) >= CHUNKS_AHEAD * jobs:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()
        finished = True
    except BrokenProcessPool:
        raise MemoryError(
            "a worker process was killed, most likely because memory ran out; take fewer jobs"
        ) from None
    finally:
        if not finished:
            # The executor prints a traceback if it is ended before it has taken up what it was given, which
            # takes it no time as long as there are no more than two tasks a worker.
            wait(pending, timeout=0.1)
            executor.shutdown(wait=True, kill_workers=True)


def _chunks(stream: Iterable[Article | Other]) -> Iterator[list[Article | Other]]:
    chunk: list[Article | Other] = []
    chars = 0
    for item in stream:
        chunk.append(item)
        chars += len(item.text) if isinstance(item, Article) else 0
        if len(chunk) == CHUNK_ARTICLES or chars >= CHUNK_CHARS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def _ignore_interrupts() -> None:
    """In a worker: Ctrl-C is for the process that reads and writes, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _render_chunk(
    items: list[Article | Other], render: Callable[[Article], Result]
) -> list[Result | Other | Failure]:
    return [_render(item, render) for item in items]


def _render(item: Article | Other, render: Callable[[Article], Result]) -> Result | Other | Failure:
    if not isinstance(item, Article):
        return item
    try:
        return render(item)
    except Exception as error:  # one article of a million must not end the run
        frame = extract_tb(error.__traceback__)[-1]
        place = f"{frame.filename.replace(chr(92), '/').rpartition('/')[2]}:{frame.lineno}"
        said = f"{type(error).__name__} at {place}: {error}".rstrip(": ")
        return Failure(item.id, item.id, f"{item.id}: scoring failed, which is a fault of selon ({said})")
