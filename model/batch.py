"""Many articles in, their scores out in order: parallel over cores, in bounded memory."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from traceback import extract_tb
from typing import Any, Literal, TypeVar

from ..data.article import Article
from ..data.write import Line, render_line
from .score import render_json, score_article

Other = TypeVar("Other")
Result = TypeVar("Result")

# A worker takes 0.4 s to start and 0.4 s to load its lexicons, in which one process
# scores about 60 articles.
MIN_PARALLEL = 64
CHUNK_ARTICLES = 16  # of 0.01 s each: enough to make the cost of passing them on small
CHUNK_CHARS = 200_000  # a chunk ends here too, so that a few long articles do not hold up the others
CHUNKS_AHEAD = 4  # a worker; with the two above, the bound on what is in memory


@dataclass(frozen=True, slots=True)
class Failure:
    """An article on which scoring broke down, which is a fault of selon; the message says where.

    It has the fields of a `Skip`.
    """

    id: str
    where: str
    message: str
    reason: Literal["failed"] = "failed"


def score_many(
    articles: Iterable[Article | Other], render: Callable[[Article], Result], jobs: int = 1
) -> Iterator[Result | Other | Failure]:
    """What `render` makes of each article, in order; what is no article (a skip) is passed through.

    `render` is `score_line`, `score_row` or another function that can be imported; it runs in the workers. An
    exception of it becomes a `Failure`. `jobs` is a number of processes; -1 takes every core. With more than
    one, up to `jobs` × 64 articles are read ahead, and fewer than 64 are scored by this process alone; with
    one, each comes out before the next is read.

    Raises:
        RuntimeError: a worker was killed, most likely for want of memory.
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


def score_json(article: Article) -> dict[str, Any]:
    """The `selon/1` form of an article's score."""
    return render_json(score_article(article))


def score_line(article: Article) -> Line:
    """The `selon/1` form of an article's score, as a line of JSON."""
    return render_line(score_json(article))


def score_row(article: Article) -> dict[str, Any]:
    """The flat row of an article's score."""
    from .features import flatten

    return flatten(score_article(article))


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
        raise RuntimeError(
            "a worker process was killed, most likely because memory ran out; take fewer jobs"
        ) from None
    finally:
        if not finished:
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
