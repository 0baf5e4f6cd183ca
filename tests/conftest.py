"""What several tests need: the folder of corpora that stands beside the repository on some machines."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Finds a file or folder among the corpora (`SELON_SHARED`, or `../shared`); skips the test where there
    is none."""
    root = Path(os.environ.get("SELON_SHARED") or BESIDE)

    def find(name: str) -> Path:
        if not (root / name).exists():
            pytest.skip(f"{name} is not in {root}; SELON_SHARED names the folder of corpora")
        return root / name

    return find
