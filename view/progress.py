"""The progress bar of a corpus, on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..data.corpus import Progress


@contextmanager
def track_progress(progress: Progress, hidden: bool = False) -> Iterator[Callable[[int], None]]:
    """A bar to be moved by the number of articles done; none where standard error is no terminal.

    How many there will be is reckoned from the share of the input that has been read.
    """
    if hidden or not sys.stderr.isatty():
        yield lambda number: None
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.TextColumn("{task.completed:,.0f} articles"),
        bars.BarColumn(),
        bars.TimeElapsedColumn(),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("score", total=None)

        def advance(number: int) -> None:
            bar.update(task, completed=number, total=number / progress.share if progress.share else None)

        yield advance
