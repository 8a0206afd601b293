"""The best time to post, by shrinkage: what is left of engagement by weekday and hour after the posts' kind and trend.

A robust ridge (Huber's weights, by iteration) on the logarithm of the engagement rate, with harmonics of the hour, the
weekday, the kind and a slow trend; on top the cells' mean residuals, drawn to zero by how much cells differ beyond
chance (empirical Bayes by moments). How far hours and weekdays differ at all is not chosen but weighed: the evidence of
the data (marginal likelihood) for each of `SPREADS` decides, so that noise alone leads to next to nothing. Raw means of
cells, as dashboards show them, claim +66 to +78 % for the best hour where there is no effect at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from promo.analytics.grouping import HOURS, cells_of

if TYPE_CHECKING:
    import pandas as pd

    from promo.analytics.growth import FloatArray, IntArray

WEEK = 7
CELLS = WEEK * HOURS
SHAPE = (WEEK, HOURS)
FAR = 20.0
"""No logarithm of a ratio is told that lies farther out."""
LEAST = 20
"""Under so many counted posts nothing is fitted."""
ENOUGH = 60
"""Under so many no difference is claimed."""
SPREADS = (0.01, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45)
"""What the coefficients of hours and weekdays may spread by, in logarithms; each as likely as the others before."""
OTHERS = 0.5
"""What those of kinds and of the trend may spread by."""
WIDE = 10.0
"""And the general level: as good as free."""
HARMONICS, WAVES = 3, 3
HUBER = 1.345
"""Residuals beyond so many standard deviations weigh less: 95 % efficiency at the normal distribution."""
STEPS = 12
NORMAL_MAD = 1.4826
Z90 = 1.6449
SUPPORT = 3
"""So many posts at an hour (an hour to either side counted) and on a weekday, or the cell is not spoken of."""
WINDOWS = 3


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of a weekday (Monday 0) that do best: from ``hour`` up to ``until`` (24: midnight), of how many posts.

    ``effect``, ``low``, ``high``: expected difference from the page's usual as a fraction, of its best hour.
    """

    weekday: int
    hour: int
    until: int
    effect: float
    low: float
    high: float
    posts: int


@dataclass(frozen=True, slots=True)
class Timing:
    """The expected difference from the page's usual by weekday and hour (7 * 24, fractions), with a 90 % interval.

    ``effect``, ``low``, ``high`` are ``None`` under `LEAST` ``counted`` posts. ``posts`` are all posts of each cell;
    ``supported`` cells lie where the page does post. ``windows`` is empty unless differences are reliable.
    """

    counted: int
    posts: IntArray
    supported: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    effect: FloatArray | None
    low: FloatArray | None
    high: FloatArray | None
    windows: tuple[Window, ...]

    @property
    def reliable(self) -> bool:
        """Whether there is a best time that can be told from chance."""
        return bool(self.windows)

    @property
    def too_few(self) -> bool:
        """Whether there are too few posts to claim any difference."""
        return self.counted < ENOUGH


class _Fit(NamedTuple):
    """Coefficients, what they vary by, the residuals (extreme ones drawn in) and their variance."""

    mean: FloatArray
    covariance: FloatArray
    residuals: FloatArray
    noise: float


def best_time(posts: pd.DataFrame) -> Timing:
    """Return what is known of the best time to post.

    ``posts``: columns ``local`` (naive moments), ``kind``, ``er`` (NaN: unknown). Posts without a rate, or with one of
    zero, which has no logarithm, are left out.
    """
    every = cells_of(posts)
    counts = np.bincount(every, minlength=CELLS)
    rate = posts["er"].to_numpy(dtype=np.float64)
    known = rate > 0
    support = _support(np.bincount(every[known], minlength=CELLS))
    counted = int(known.sum())
    if counted < LEAST:
        return Timing(counted, counts.reshape(SHAPE), support, None, None, None, ())
    cells = every[known]
    design = np.hstack([_other_columns(posts, known), _time_columns(cells)])
    level = np.log(rate[known])
    fit = _fit(design, level)
    logs, spread = _cell_effects(fit, cells)
    effect, low, high = (np.expm1(np.clip(logs + side * spread, -FAR, FAR)).reshape(SHAPE) for side in (0.0, -Z90, Z90))
    shown = Timing(counted, counts.reshape(SHAPE), support, effect, low, high, ())
    if shown.too_few:
        return shown
    windows = _windows(shown, effect, low, high)
    return Timing(counted, shown.posts, shown.supported, effect, low, high, windows)


def _support(counts: IntArray) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    grid = counts.reshape(WEEK, HOURS)
    by_hour, by_weekday = grid.sum(axis=0), grid.sum(axis=1)
    around = by_hour + np.roll(by_hour, 1) + np.roll(by_hour, -1)
    found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = np.logical_and.outer(
        by_weekday >= SUPPORT, around >= SUPPORT
    )
    return found


def _time_columns(cells: IntArray) -> FloatArray:
    angle = 2 * np.pi * (cells % HOURS + 0.5) / HOURS
    waves = [turn(number * angle) for number in range(1, HARMONICS + 1) for turn in (np.sin, np.cos)]
    return np.column_stack([*waves, np.equal.outer(cells // HOURS, np.arange(WEEK))])


def _other_columns(posts: pd.DataFrame, known: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> FloatArray:
    kinds = posts["kind"].to_numpy()[known]
    moments = posts["local"].to_numpy()[known].astype("datetime64[s]").astype(np.float64)
    age = (moments - moments.min()) / max(moments.max() - moments.min(), 1.0)
    trend = [2 * age - 1, *(np.cos(np.pi * number * age) for number in range(1, WAVES + 1))]
    return np.column_stack([np.ones(len(age)), *trend, *(kinds == kind for kind in sorted(set(kinds.tolist())))])


def _fit(design: FloatArray, level: FloatArray) -> _Fit:
    width = design.shape[1]
    own = width - 2 * HARMONICS - WEEK
    prior = np.full(width, OTHERS**-2)
    prior[0] = WIDE**-2
    centre = float(np.median(level))
    wanted = level - centre
    weights, noise = np.ones(len(level)), _noise(wanted, 0)
    mean = np.zeros(width)
    covariance = np.eye(width)
    residuals = wanted
    for _ in range(STEPS):
        mean, covariance = _averaged(design, wanted, weights / noise, prior, own)
        residuals = wanted - design @ mean
        edge = HUBER * np.sqrt(noise)
        noise = _noise(residuals, _freedom(design, covariance, weights / noise))
        weights = np.minimum(1, edge / np.maximum(np.abs(residuals), 1e-12))
    edge = HUBER * np.sqrt(noise)
    return _Fit(mean, covariance, np.clip(residuals, -edge, edge), noise)


def _averaged(
    design: FloatArray, wanted: FloatArray, precision: FloatArray, prior: FloatArray, own: int
) -> tuple[FloatArray, FloatArray]:
    """Return the ridge's coefficients and covariance, averaged over `SPREADS` by the evidence for each."""
    squares = (design.T * precision) @ design
    products = (design.T * precision) @ wanted
    evidence, means, covariances = [], [], []
    for spread in SPREADS:
        strength = prior.copy()
        strength[own:] = spread**-2
        covariance = np.linalg.inv(squares + np.diag(strength))
        mean = covariance @ products
        evidence.append(0.5 * (np.log(strength).sum() + np.linalg.slogdet(covariance)[1] + products @ mean))
        means.append(mean)
        covariances.append(covariance)
    chance = np.exp(np.array(evidence) - max(evidence))
    chance /= chance.sum()
    mean = np.einsum("s,si->i", chance, np.array(means))
    apart = np.array(means) - mean
    between = np.einsum("s,si,sj->ij", chance, apart, apart)
    return mean, np.einsum("s,sij->ij", chance, np.array(covariances)) + between


def _freedom(design: FloatArray, covariance: FloatArray, precision: FloatArray) -> float:
    return float(np.einsum("ni,ij,nj,n->", design, covariance, design, precision, optimize=True))


def _noise(residuals: FloatArray, used: float) -> float:
    """Return the residuals' variance, robustly (median absolute deviation), for so many degrees of freedom used."""
    spread = NORMAL_MAD * float(np.median(np.abs(residuals - np.median(residuals))))
    return max(spread, 1e-3) ** 2 * len(residuals) / max(len(residuals) - used, len(residuals) / 2)


def _cell_effects(fit: _Fit, cells: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return each cell's expected logarithm against the posts' average, and its standard deviation."""
    own = len(fit.mean) - 2 * HARMONICS - WEEK
    columns = _time_columns(np.arange(CELLS))
    counts = np.bincount(cells, minlength=CELLS)
    share = counts / counts.sum()
    contrast = columns - share @ columns
    smooth = contrast @ fit.mean[own:]
    varies = np.einsum("ci,ij,cj->c", contrast, fit.covariance[own:, own:], contrast, optimize=True)
    total = np.bincount(cells, weights=fit.residuals, minlength=CELLS)
    used = counts > 0
    excess = float((total[used] ** 2 / counts[used]).sum()) - int(used.sum()) * float(fit.residuals.var())
    between = max(0.0, excess / len(cells))
    drawn = between / (between * counts + fit.noise)
    extra = drawn * total
    left = between * fit.noise / (between * counts + fit.noise)
    return smooth + extra - share @ extra, np.sqrt(varies + left)


def _windows(timing: Timing, effect: FloatArray, low: FloatArray, high: FloatArray) -> tuple[Window, ...]:
    """Return the best hours, neighbours that are nearly as good with them; none when the best may be no better."""
    free = timing.supported.copy()
    found: list[Window] = []
    while len(found) < WINDOWS:
        open_ = np.where(free & (low > 0), effect, -np.inf)
        weekday, hour = divmod(int(np.argmax(open_)), HOURS)
        if open_[weekday, hour] == -np.inf or (not found and effect[weekday, hour] < effect[free].max()):
            break
        start, until = _stretch(open_[weekday], hour)
        free[weekday, max(start - 1, 0) : until + 1] = False
        best, least, most = (float(one[weekday, hour]) for one in (effect, low, high))
        posts = int(timing.posts[weekday, start:until].sum())
        found.append(Window(weekday, start, until, best, least, most, posts))
    return tuple(found)


def _stretch(row: FloatArray, hour: int) -> tuple[int, int]:
    near = row >= 0.8 * row[hour]
    start = hour - 1 if hour > 0 and near[hour - 1] else hour
    until = hour + 2 if hour + 1 < HOURS and near[hour + 1] else hour + 1
    return start, until
