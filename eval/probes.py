"""Probes: what is reached by knowing next to nothing of an article, on the folds of the model under test.

A model that no better than equals the outlet's name has learnt the outlets. Each probe but the bag of words
is a look-up: it answers with the label that is most frequent, in training, among articles that share one
property, and with the most frequent of all where the property was not seen. Beside them stand models that
are bad on purpose.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..data.dates import parse_day
from ..data.labelled import LabelledArticle
from .intervals import ROUNDS, SEED, Part, Resampling, code_groups, metrics_with_intervals
from .measures import Floats, Ints
from .metrics import LabelPredictions, equal_mass_bins, measure_of
from .records import Metric, ProbeResult

TRAIN_ONLY = -1  # fold of an article that is never tested
LENGTH_BINS = 10
# Marks give away house style: on Baly's articles at random they are worth .07 macro-F1.
WORDS_AND_MARKS = r"\w+|[^\w\s]"
# C of the linear model: .3 beats 1 by .02 on BABE between outlets, and loses .01 on Baly at random.
BAG_COST = 0.3

Key = Callable[["ProbeTask"], Sequence[Hashable | None]]


@dataclass(frozen=True, slots=True)
class ProbeTask:
    """A labelled set as probes see it, all in one order.

    `folds` has the fold in which each article is tested, (n_articles,), `TRAIN_ONLY` where it never is:
    what is tested in a fold is predicted from all articles outside it. `outlets` are canonical, None where
    unknown.

    Raises:
        ValueError: lengths differ, nothing is tested, or a fold has nothing to train on.
    """

    articles: Sequence[LabelledArticle]
    gold: Sequence[str]
    folds: Ints
    outlets: Sequence[str | None]

    def __post_init__(self) -> None:
        lengths = {len(self.articles), len(self.gold), len(self.folds), len(self.outlets)}
        if len(lengths) > 1:
            raise ValueError(
                f"{len(self.articles)} articles came with {len(self.gold)} labels, {len(self.folds)} folds "
                f"and {len(self.outlets)} outlets: give one of each for each"
            )
        tested = np.unique(self.folds[self.folds != TRAIN_ONLY])
        if not len(tested):
            raise ValueError("no article is tested in any fold")
        for fold in tested:
            if (self.folds == fold).all():
                raise ValueError(f"fold {fold} holds every article, so there is nothing to train on")

    @property
    def tested(self) -> Ints:
        """Rows of the articles that are tested."""
        return np.flatnonzero(self.folds != TRAIN_ONLY)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, sorted."""
        return tuple(sorted(set(self.gold)))

    @property
    def codes(self) -> Ints:
        """Gold as codes into `labels`."""
        return np.searchsorted(self.labels, self.gold).astype(np.int64)

    def resampling(self, rounds: int = ROUNDS, seed: int = SEED) -> Resampling:
        """How the tested articles are drawn: by outlet, then article."""
        return Resampling(code_groups([self.outlets[row] for row in self.tested]), rounds, seed)


def code_folds(ids: Sequence[str], tests: Sequence[Collection[str]]) -> Ints:
    """The fold in which each article is tested, from the ids that each fold tests; `TRAIN_ONLY` in none."""
    where = {id: fold for fold, test in enumerate(tests) for id in test}
    return np.array([where.get(id, TRAIN_ONLY) for id in ids], dtype=np.int64)


# what a probe knows -------------------------------------------------------------------------------


def _lengths(task: ProbeTask) -> list[int]:
    words = np.array([len(item.article.text.split()) for item in task.articles], dtype=float)
    return equal_mass_bins(words, LENGTH_BINS).tolist()


def _months(task: ProbeTask) -> list[str | None]:
    days = [parse_day(item.article.published) for item in task.articles]
    return [f"{day:%Y-%m}" if day else None for day in days]


MAJORITY = "majority"
BAG = "bag of words"
KEYS: Mapping[str, tuple[str, Key]] = {
    MAJORITY: ("the most frequent label", lambda task: [MAJORITY] * len(task.gold)),
    "outlet": ("the outlet's name alone", lambda task: task.outlets),
    "topic": ("the topic alone", lambda task: [item.topic for item in task.articles]),
    "length": ("the number of words alone, in ten bands", _lengths),
    "language": ("the language alone", lambda task: [item.article.lang for item in task.articles]),
    "date": ("year and month alone", _months),
}


# predictions --------------------------------------------------------------------------------------


def predict_by_key(
    task: ProbeTask, keys: Sequence[Hashable | None], gold: Ints | None = None
) -> LabelPredictions:
    """The predictions of a look-up for the tested articles; a key that is None counts as not seen.

    Of equally frequent labels the one more frequent over all is taken. Probabilities are the label's share,
    with the shares over all counting as one more article. `gold` replaces the labels that are trained on.
    """
    gold = task.codes if gold is None else gold
    labels = _one_hot(gold, len(task.labels))
    codes, seen = code_groups(keys), np.array([key is not None for key in keys], dtype=bool)
    probabilities = np.zeros_like(labels)
    for fold in np.unique(task.folds[task.tested]):
        test = task.folds == fold
        counts = np.zeros((codes.max() + 1, labels.shape[1]))
        used = ~test & seen
        np.add.at(counts, codes[used], labels[used])
        counts += labels[~test].mean(axis=0)
        probabilities[test] = (counts / counts.sum(axis=1, keepdims=True))[codes[test]]
    return _predictions(task, probabilities)


def predict_by_words(task: ProbeTask, gold: Ints | None = None) -> LabelPredictions:
    """The predictions of a bag of words for the tested articles.

    Words, marks and pairs of them by TF-IDF, then a linear SVM.     Probabilities are the softmax of
    margins and are not calibrated. `gold` replaces the labels that are trained on.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
    from sklearn.svm import LinearSVC

    gold = task.codes if gold is None else gold
    counter = CountVectorizer(token_pattern=WORDS_AND_MARKS, ngram_range=(1, 2), min_df=_min_articles(task))
    counts = counter.fit_transform([item.article.text for item in task.articles])
    probabilities = np.zeros((len(gold), len(task.labels)))
    for fold in np.unique(task.folds[task.tested]):
        train, test = np.flatnonzero(task.folds != fold), np.flatnonzero(task.folds == fold)
        known = np.unique(gold[train])
        if len(known) == 1:
            probabilities[test, known[0]] = 1.0
            continue
        weighting = TfidfTransformer(sublinear_tf=True)
        model = LinearSVC(C=BAG_COST, class_weight="balanced", random_state=SEED, max_iter=10_000)
        model.fit(weighting.fit_transform(counts[train]), gold[train])
        margins = model.decision_function(weighting.transform(counts[test]))
        scores = np.stack([-margins, margins], axis=1) if margins.ndim == 1 else margins
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities[np.ix_(test, known)] = odds / odds.sum(axis=1, keepdims=True)
    return _predictions(task, probabilities)


def predict_probes(task: ProbeTask) -> dict[str, LabelPredictions]:
    """The predictions of each probe for the tested articles.

    A look-up by what no article has, or all have alike, is left out, and the bag of words where no text has
    words.
    """
    keys = {name: key(task) for name, (_, key) in KEYS.items()}
    found = {
        name: predict_by_key(task, values)
        for name, values in keys.items()
        if name == MAJORITY or len(set(values) - {None}) > 1
    }
    if any(item.article.text.strip() for item in task.articles):
        found[BAG] = predict_by_words(task)
    return found


def run_probes(task: ProbeTask, main: str, rounds: int = ROUNDS, seed: int = SEED) -> tuple[ProbeResult, ...]:
    """What each probe reaches by the model's main metric, with intervals over outlets; the best first.

    Raises:
        ValueError: `main` is no metric of these labels.
    """
    measures = {name: measure_of(found, main) for name, found in predict_probes(task).items()}
    measured = metrics_with_intervals([Part(m) for m in measures.values()], task.resampling(rounds, seed))
    results = [
        ProbeResult(name, KEYS[name][0] if name in KEYS else "the words and marks of the text", metric)
        for name, metrics in zip(measures, measured, strict=True)
        for metric in metrics
        if metric.name == main
    ]
    return tuple(sorted(results, key=lambda result: _goodness(result.metric), reverse=True))


def _min_articles(task: ProbeTask) -> int:
    """Articles that must have a word for it to count: 2, but 1 in sets too small to afford it."""
    return 2 if len(task.articles) >= 200 else 1


def _predictions(task: ProbeTask, probabilities: Floats) -> LabelPredictions:
    tested = task.tested
    rows = probabilities[tested]
    return LabelPredictions(task.labels, task.codes[tested], rows.argmax(axis=1).astype(np.int64), rows)


def _one_hot(codes: Ints, size: int) -> Floats:
    return (codes[:, None] == np.arange(size)).astype(float)


def _goodness(metric: Metric) -> float:
    if metric.value is None:
        return -np.inf
    return metric.value if metric.higher_is_better else -metric.value


# models that are bad on purpose -------------------------------------------------------------------


def predict_majority(task: ProbeTask) -> LabelPredictions:
    """A model that always answers the most frequent label."""
    return predict_by_key(task, KEYS[MAJORITY][1](task))


def predict_outlet(task: ProbeTask) -> LabelPredictions:
    """A model whose only feature is the outlet (one-hot), which on a random split looks excellent."""
    return predict_by_key(task, task.outlets)


def predict_shuffled(task: ProbeTask, seed: int = SEED) -> LabelPredictions:
    """A bag of words trained on labels that were dealt out anew among the articles."""
    return predict_by_words(task, np.random.default_rng(seed).permutation(task.codes))
