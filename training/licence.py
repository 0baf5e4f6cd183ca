"""The terms of a bundle's weights: those of the strictest set that it was trained on."""

from collections.abc import Iterable

# Any other licence, or none, leaves research alone.
FREE = ("PDDL", "CC0-1.0", "MIT", "Apache-2.0", "CC-BY-4.0")
SHARE_ALIKE = ("LGPL-LR", "CC-BY-SA-4.0", "AGPL-3.0")
NOT_STATED = "not stated"


def strictest_licence(licences: Iterable[str]) -> str:
    """What a bundle trained on sets of these licences may be used for, in a sentence."""
    names = sorted(set(licences))
    listed = ", ".join(names) or NOT_STATED
    if all(name in FREE for name in names) and names:
        return f"any use, with the sets named (training sets: {listed})"
    if all(name in FREE + SHARE_ALIKE for name in names) and names:
        return f"any use, shared under the same terms where those ask for it (training sets: {listed})"
    return f"research and other non-commercial use only (training sets: {listed})"
