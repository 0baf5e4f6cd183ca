"""A segment layer: the likelihood of a set of segments of a sequence, as a linear chain.

Each token has three scores: of standing inside a segment, of beginning one, of ending one. A set of segments
scores the sum over its segments of the begin score of the first token, the inside scores and the end score
of the last; its likelihood is that of a conditional random field (Lafferty et al. 2001) over all sets, or,
with `single`, over those of at most one segment. `model/segments.py` decodes what is trained here.
"""

import torch
from torch import Tensor

from ..model.segments import IMPOSSIBLE


def negative_log_likelihood(scores: Tensor, marks: Tensor, allowed: Tensor, single: bool = False) -> Tensor:
    """What the gold segments cost, a sequence: (n,), at least 0.

    `scores`: (n, t, 3) inside, begin, end. `marks`: (n, t, 3), 1 where a gold token is inside, begins, ends a
    segment. `allowed`: (n, t), false where no segment may stand (padding, paragraph marks).
    """
    scores = scores.float().masked_fill(~allowed[..., None], IMPOSSIBLE)
    gold = (scores * marks).sum((1, 2))
    return log_partition(scores, single) - gold


def log_partition(scores: Tensor, single: bool = False) -> Tensor:
    """Log of the summed exponentials of the scores of all sets of segments: (n,)."""
    inside, begin, end = scores.unbind(-1)
    outside = torch.zeros_like(inside[:, 0])  # of all that has no segment open
    never = outside  # of having had none, with `single` the only state that a segment may begin in
    within = torch.full_like(outside, IMPOSSIBLE)
    for t in range(inside.shape[1]):
        if t:
            outside = torch.logaddexp(outside, within + end[:, t - 1])
        within = inside[:, t] + torch.logaddexp(within, (never if single else outside) + begin[:, t])
    return torch.logaddexp(outside, within + end[:, -1])
