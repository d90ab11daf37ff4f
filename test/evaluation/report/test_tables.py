from __future__ import annotations

from support.runs import summary_of

from vl_tracker_ros.evaluation.report.tables import attribute_rows, headlines, sequence_rows


NAN = float('nan')


def test_headlines_with_their_intervals() -> None:
    auc, precision = headlines(summary_of())
    assert (auc.name, auc.value, precision.name) == ('auc', 0.6, 'precision')
    assert (auc.spread, precision.spread) == ('0.500 to 0.700', '0.800 to 1.000')


def test_a_figure_that_is_no_mean_over_sequences_says_so() -> None:
    auc, precision = headlines(summary_of(overall={'auc': 0.52, 'precision': 0.9}))
    assert auc.spread == 'mean over sequences 0.600, 0.500 to 0.700' and not precision.is_no_mean


def test_one_sequence_and_nan_have_no_interval() -> None:
    one = {'a': {'auc': 0.6, 'precision': 0.9}}
    assert [h.spread for h in headlines(summary_of(sequences=one))] == ['', '']
    some = {'a': {'auc': NAN}, 'b': {'auc': 0.6}}
    assert headlines(summary_of(sequences=some, overall={'auc': 0.6}))[0].interval is None


def test_the_worst_come_first_and_those_without_a_figure_last() -> None:
    figures = (('c', 0.5), ('e', NAN), ('b', 0.9), ('a', 0.5), ('d', 0.1))
    rows = sequence_rows(summary_of(sequences={name: {'auc': auc} for name, auc in figures}))
    assert [row.name for row in rows] == ['d', 'a', 'c', 'b', 'e']


def test_attributes_that_no_sequence_has_are_left_out() -> None:
    attributes = {'rotation': {'auc': 0.5, 'sequences': 2}, 'motion_blur': {'sequences': 0},
                  'fast_motion': {'auc': 0.3, 'sequences': 1}}
    rows = attribute_rows(summary_of(attributes=attributes))
    assert [(row.name, row.sequences) for row in rows] == [('fast_motion', 1), ('rotation', 2)]
