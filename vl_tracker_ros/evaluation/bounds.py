"""The two bounds of MVLM on failing, beside what was measured (paper, key design 5).

Score of box b: the mean of |R(b)| token correlations, each its true mean plus independent sigma-sub-Gaussian noise.
"""
from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.reading import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frames:
    """One row a frame; what theorem 2 needs, measured with the target's true place known.

    margins (n,): correlation of the target's box less that of its best competitor in the search region. The theorems
        mean the true ones. Margins of the very scores that chose the box make every bound hold: a wrong choice then
        has a negative margin, whose bound is 1. Take them from other frames of the target, or from its mean map.
    kappas (n,): what the gate compared with tau when it chose the region that was searched.
    competitors (n,): candidates in the search region, the target not counted; M - 1.
    tokens (n,): search tokens in a candidate's box, |R(b)|, taken as equal for all of them.
    excluded (n,): the target was outside of the region that was searched.
    failed (n,): the published box was wrong, for whatever reason.
    """

    margins: Floats
    kappas: Floats
    competitors: Floats
    tokens: Floats
    excluded: NDArray[np.bool_]
    failed: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Raises ValueError for columns of different lengths, numbers that are not finite, frames without tokens."""
        columns = {name: np.asarray(value) for name, value in vars(self).items()}
        if len({len(column) for column in columns.values()}) != 1 or not len(self.margins):
            raise ValueError(f'columns should have one value a frame, not {[len(c) for c in columns.values()]}')
        for name, column in columns.items():
            if not np.isfinite(column).all():
                raise ValueError(f'{name} has values that are not finite')
        if self.tokens.min() < 1 or self.competitors.min() < 0:
            raise ValueError('tokens should be from 1 up and competitors from 0 up')

    def __getitem__(self, rows: NDArray[np.bool_]) -> Frames:
        return Frames(*(column[rows] for column in vars(self).values()))


@dataclass(frozen=True)
class Bound:
    """Theorem 2 at one threshold, and the measured share of `failures` among the `frames` that reach it.

    `exclusion` is eta(tau). `worst_ranking` is the paper's second term, of the least margin gamma(tau), the most
    candidates M(tau) and the fewest tokens n(tau); `ranking` is the mean of that term over the frames, each with its
    own, which bounds the failures as well and is never larger.
    """

    tau: float
    frames: int
    exclusion: float
    ranking: float
    worst_ranking: float
    failures: float

    @property
    def total(self) -> float:
        """The tighter bound, frame by frame."""
        return min(1.0, self.exclusion + self.ranking)

    @property
    def worst_total(self) -> float:
        """The paper's."""
        return min(1.0, self.exclusion + self.worst_ranking)

    @property
    def holds(self) -> bool:
        return self.failures <= self.total


_COLUMNS = {'margin': float, 'kappa': float, 'competitors': float, 'tokens': float, 'excluded': bool, 'failed': bool}


def read_frames(path: Path) -> Frames:
    """A CSV with a header and the columns margin, kappa, competitors, tokens, excluded, failed (0 or 1); others are
    left out. Raises DataError naming the file and what is wrong, and OSError for one that cannot be opened."""
    try:
        with path.open(newline='', encoding='utf-8') as file:
            rows = list(csv.DictReader(file))
        columns = [np.array([float(row[name]) for row in rows]).astype(kind) for name, kind in _COLUMNS.items()]
        return Frames(*columns)
    except KeyError as error:
        raise DataError(f'{path}: there is no column {error.args[0]}, of {", ".join(_COLUMNS)}') from error
    except (ValueError, TypeError, csv.Error) as error:     # UnicodeDecodeError is a ValueError; a short row has None
        raise DataError(f'{path}: {error}') from error


def mislocalization_bound(margins: Floats, target_tokens: float, tokens: Floats, sigma: float) -> float:
    """Theorem 1: bound on the chance that one of the other boxes scores above the target's, at most 1.

    margins (M-1,): true mean of the target less that of each other box; tokens (M-1,): |R(b)| of each;
    target_tokens: |R(b*)|. A box whose margin is not above 0 makes it 1. Sum over b of
    exp(-margin^2 / (2 sigma^2) / (1/|R(b*)| + 1/|R(b)|)).
    """
    _check_sigma(sigma)
    margins, tokens = np.asarray(margins, float), np.asarray(tokens, float)
    variance = sigma ** 2 * (1 / target_tokens + 1 / tokens)
    return float(min(1.0, np.exp(-np.maximum(margins, 0) ** 2 / (2 * variance)).sum()))


def ranking_bounds(margins: Floats, competitors: Floats, tokens: Floats, sigma: float) -> Floats:
    """Second term of theorem 2, at most 1: (M - 1) exp(-n gamma^2 / (4 sigma^2)). All (n,); competitors are M - 1.

    It is theorem 1 for boxes of one size and one margin.
    """
    _check_sigma(sigma)
    return np.minimum(1.0, competitors * np.exp(-tokens * np.maximum(margins, 0) ** 2 / (4 * sigma ** 2)))


def relocalization_bound(frames: Frames, tau: float, sigma: float, confidence: float = 0.95) -> Bound:
    """Theorem 2 on the frames whose search region the gate chose with a kappa of tau or more.

    eta(tau), the chance that the target is excluded, is not known: it is the upper end of Hoeffding's one-sided
    interval of `confidence` around the measured share. Raises ValueError when no frame has such a kappa.
    """
    chosen = frames[frames.kappas >= tau]
    count = len(chosen.margins)
    inside = ~chosen.excluded
    exclusion = chosen.excluded.mean() + np.sqrt(np.log(1 / (1 - confidence)) / (2 * count))
    ranking, worst = np.zeros(1), np.zeros(1)
    if inside.any():
        ranked = chosen[inside]
        ranking = ranking_bounds(ranked.margins, ranked.competitors, ranked.tokens, sigma)
        worst = ranking_bounds(ranked.margins.min(), ranked.competitors.max(), ranked.tokens.min(), sigma)
    return Bound(tau, count, min(1.0, float(exclusion)), float(ranking.sum()) / count, float(np.max(worst)),
                 float(chosen.failed.mean()))


def sweep(frames: Frames, taus: Sequence[float], sigma: float) -> list[Bound]:
    """Theorem 2 at each threshold that some frame reaches, rising."""
    return [relocalization_bound(frames, tau, sigma) for tau in sorted(taus) if (frames.kappas >= tau).any()]


def _check_sigma(sigma: float) -> None:
    if not 0 < sigma < np.inf:
        raise ValueError(f'sigma {sigma} should be a finite number above 0')
