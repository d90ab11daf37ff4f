"""Results to messages: boxes in pixels, and nothing stale."""
import math

import numpy as np
import pytest
from std_msgs.msg import Header

from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.messages.result_conversion import (
    BoxError, fill_status, to_bounding_box, to_box_xywh_px, to_detection)
from vl_tracker_ros.tracking.types import Directive, Evidence, SearchMode, TargetState, TrackResult

BOX = np.array([10.0, 20.0, 30.0, 41.0])


def test_a_box_is_published_by_its_centre_and_comes_back():
    message = to_bounding_box(BOX)
    assert (message.center.position.x, message.center.position.y) == (25.0, 40.5)
    assert (message.size_x, message.size_y) == (30.0, 41.0)
    np.testing.assert_array_equal(to_box_xywh_px(message), BOX)


def test_a_detection_has_the_header_the_id_and_the_words():
    header = Header(frame_id='camera')
    result = TrackResult(TargetState.TRACKING, 0.75, BOX, target_id='4')
    detection = to_detection(header, result, 'the red car')
    assert detection.header == header and detection.id == '4'
    assert detection.results[0].hypothesis.class_id == 'the red car'
    assert detection.results[0].hypothesis.score == 0.75


def test_without_a_box_a_detection_is_empty_but_keeps_its_id():
    detection = to_detection(Header(), TrackResult(TargetState.LOST, 0.2, None, target_id='4'), 'the red car')
    assert len(detection.results) == 0
    assert detection.bbox == type(detection.bbox)()
    assert detection.id == '4'


def test_a_status_has_the_evidence_and_the_reason():
    evidence = Evidence(0.5, 0.125, 0.25, 0.375, -0.5, 0.75, 3, correlation=0.625, appearance=0.875)
    result = TrackResult(TargetState.UNCERTAIN, 0.5, BOX, SearchMode.GLOBAL, BOX, evidence,
                         Directive(SearchMode.LOCAL, 'because', 'external'), '4',
                         {'crop': 2.5, 'network': 12.5}, reason='unsure')
    status = fill_status(TrackerStatus(), result)
    assert (status.state, status.search) == (TrackerStatus.UNCERTAIN, TrackerStatus.SEARCH_GLOBAL)
    assert (status.reason, status.directive_reason, status.directive_source) == ('unsure', 'because', 'external')
    assert (status.target_id, status.find) == ('4', 0)
    assert (status.raw_score, status.correlation_margin, status.kappa_mem) == (0.5, 0.125, -0.5)
    assert status.search_region.size_x == 30.0
    assert (status.correlation, status.appearance) == (0.625, 0.875)
    assert (status.latency_crop_ms, status.latency_network_ms) == (2.5, 12.5)


def test_a_status_without_evidence_says_nan():
    status = fill_status(TrackerStatus(), TrackResult(TargetState.IDLE))
    assert math.isnan(status.kappa_mvlm) and math.isnan(status.raw_score)


def test_the_states_of_the_message_are_those_of_the_tracker():
    assert {state.name: state.value for state in TargetState} == {
        name: getattr(TrackerStatus, name) for name in ('IDLE', 'SEARCHING', 'TRACKING', 'UNCERTAIN', 'LOST')}


@pytest.mark.parametrize('field, value, complaint', [
    ('size_x', math.nan, 'finite'), ('size_y', math.inf, 'finite'), ('size_x', 0.0, 'no area'),
    ('size_y', -1.0, 'no area')])
def test_a_box_message_that_is_none_is_refused(field, value, complaint):
    message = to_bounding_box(BOX)
    setattr(message, field, value)
    with pytest.raises(BoxError, match=complaint):
        to_box_xywh_px(message)
