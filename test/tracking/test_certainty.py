from __future__ import annotations

import math

import pytest

from vl_tracker_ros.bundle import Calibration
from vl_tracker_ros.tracking import Evidence, SearchMode
from vl_tracker_ros.tracking.certainty import SIGNALS, Certainty, Signals, logistic

LOCAL, GLOBAL = SearchMode.LOCAL, SearchMode.GLOBAL


def evidence(margin: float, raw: float = 0.5) -> Evidence:
    return Evidence(raw, 0.0, margin, 0.0, 0.0, 0.0, 0)


def certainty(weights: dict[str, float], raw: tuple[float, ...] = (0.0, 1.0)) -> Certainty:
    return Certainty(Calibration(list(raw), [0.0] * (len(raw) - 1) + [1.0], weights))


def test_without_weights_the_class_score_is_mapped() -> None:
    assert certainty({}, (0.0, 0.5, 1.0)).score(evidence(0.1, raw=0.75), LOCAL) == pytest.approx(0.5)


def test_signals_by_hand() -> None:
    signals = Signals(words_alone=True)
    assert list(signals.take(evidence(0.5), GLOBAL).values()) == [0.5, 0.5, 1.0, 1.0]
    later = signals.take(evidence(-0.5), LOCAL)
    assert later == pytest.approx(dict(zip(SIGNALS, [-0.5, 0.3, 0.0, 1.0])))


def test_weights_make_a_logistic_of_the_signals() -> None:
    score = certainty({'bias': -1.0, 'classification_margin': 2.0, 'margin_memory': 0.5}).score(evidence(0.5), LOCAL)
    assert score == pytest.approx(1 / (1 + math.exp(-0.25)))
    assert logistic({'margin_memory': 0.3}, {'whole_image': 5.0}) == 0.5


@pytest.mark.parametrize(('words_alone', 'view', 'logit'), [
    (False, LOCAL, 0.0), (True, LOCAL, -1.0), (False, GLOBAL, -2.0), (True, GLOBAL, -3.0)])
def test_words_alone_and_the_whole_image_count(words_alone: bool, view: SearchMode, logit: float) -> None:
    judge = certainty({'words_alone': -1.0, 'whole_image': -2.0})
    judge.start(words_alone)
    assert judge.score(evidence(0.9), view) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_one_good_frame_is_not_believed_as_many_are() -> None:
    judge = certainty({'bias': -2.0, 'margin_memory': 4.0})
    scores = [judge.score(evidence(margin), LOCAL) for margin in (0.1, 0.9, 0.9, 0.9)]
    assert scores == sorted(scores) and scores[0] < scores[1]
    judge.start(words_alone=False)
    assert judge.score(evidence(0.9), LOCAL) > scores[-1]


def test_unknown_signal_is_named() -> None:
    with pytest.raises(ValueError, match='unknown signals smell; there are classification_margin, '):
        certainty({'smell': 1.0})
