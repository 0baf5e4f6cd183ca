"""Many articles in, their scores out in order: parallel over cores, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from ..data.article import Article
from .score import score_article

Other = TypeVar("Other")
Result = TypeVar("Result")

CHUNK = 16  # articles a task: few enough to share out well, enough to make its cost of transfer small
CHUNKS_AHEAD = 8  # tasks a worker that may wait or run; with CHUNK, the bound on what is in memory


def score_many(
    articles: Iterable[Article | Other], render: Callable[[Article], Result], jobs: int = 1
) -> Iterator[Result | Other]:
    """What `render` makes of each article, in order; what is no article (a skip) is passed through.

    `render` runs in the workers (`render_scores` in most cases) and must be importable. At most `CHUNK * CHUNKS_AHEAD * jobs` articles are
    held at a time. `jobs` is a number of processes; -1 takes every core.
    """
    stream = iter(articles)
    if jobs == 1:
        for item in stream:
            yield render(item) if isinstance(item, Article) else item
        return
    from joblib import Parallel, cpu_count, delayed

    jobs = cpu_count() if jobs < 0 else jobs
    with Parallel(n_jobs=jobs, batch_size=1, return_as="generator") as parallel:
        while slab := list(islice(stream, CHUNK * CHUNKS_AHEAD * jobs)):
            chunks = [slab[i : i + CHUNK] for i in range(0, len(slab), CHUNK)]
            for results in parallel(delayed(_render_chunk)(chunk, render) for chunk in chunks):
                yield from results


def _render_chunk(items: list[Article | Other], render: Callable[[Article], Result]) -> list[Result | Other]:
    return [render(item) if isinstance(item, Article) else item for item in items]


def score_json(article: Article) -> dict[str, object]:
    """The `selon/1` form of an article's score."""
    from .score import render_json

    return render_json(score_article(article))


def score_row(article: Article) -> dict[str, object]:
    """The flat row of an article's score."""
    from .features import flatten

    return flatten(score_article(article))
