"""What is said about the target to somebody who sees no score."""
import numpy as np
from support.follow_settings import GIMBAL_SETTINGS as SETTINGS

from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.target_watch import TargetStatus
from vl_tracker_ros.mavlink.report import TargetReport
from vl_tracker_ros.tracking.types import TargetState

BOX = np.array([10.0, 20.0, 30.0, 40.0])


def heard(report, status_stamp_s, box_stamp_s):
    """As from a tracker that says the box first."""
    for said, hear, stamp_s in ((BOX, report.hear_box, box_stamp_s),
                                (TargetStatus(TargetState.TRACKING, 0.9, '1'), report.hear_status, status_stamp_s)):
        hear(Heard(said, 50.0, stamp_s))
    return report.now(1000.0, 50.0)


def test_a_box_of_an_image_in_which_the_target_is_tracked_is_active():
    state, box, why = heard(TargetReport(SETTINGS), 999.9, 999.9)
    assert (state, why) == ('active', '') and (box == BOX).all()


def test_a_box_of_another_tracker_is_not():
    state, box, why = heard(TargetReport(SETTINGS), 999.9, 999.91)
    assert (state, box) == ('error', None) and 'no status' in why
