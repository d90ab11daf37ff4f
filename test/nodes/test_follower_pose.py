"""A follower that lets another one drive: the target's pose as it came, exactly while it is to be followed."""
import math

import pytest
from geometry_msgs.msg import PoseStamped
from sensor_msgs.msg import Range
from support.guide import Guide, guided_follower

from vl_tracker_ros.msg import TrackerStatus as Status

PERIOD_S = 0.05


class Driver(Guide):
    """Hears the poses that it shall drive to."""

    def __init__(self, domain):
        super().__init__(domain)
        self.poses, self.obstacle_m = [], None
        self.node.create_subscription(PoseStamped, 'follower_node/goal_pose', self.poses.append, 50)
        self._ranges = self.node.create_publisher(Range, 'obstacle_distance', 5)

    def _work(self):
        super()._work()
        if self.obstacle_m is not None:
            self._ranges.publish(Range(range=self.obstacle_m, min_range=0.1, max_range=10.0))

    def wait_for_poses(self):
        self.poses.clear()
        self.spin_until(lambda: len(self.poses) > 3, f'poses; {self.line}')


@pytest.fixture(scope='module')
def running_driver(tmp_path_factory):
    with guided_follower(Driver, tmp_path_factory.mktemp('log') / 'log', 'output:=pose') as driver:
        yield driver


@pytest.fixture
def driver(running_driver):
    vars(running_driver).update(held=True, state=Status.TRACKING, score=1.0, metres=4.0, obstacle_m=math.inf,
                                pose_frame_id=None)
    running_driver.wait_for_poses()
    return running_driver


def test_it_passes_the_pose_on_as_it_came_once_and_says_no_velocity(driver):
    driver.metres = 3.5
    driver.spin_until(lambda: driver.poses[-1].pose.position.z == 3.5, 'the new place')
    driver.wait_for_poses()
    stamps = [(pose.header.stamp.sec, pose.header.stamp.nanosec) for pose in driver.poses]
    assert len(set(stamps)) == len(stamps)
    assert {pose.header.frame_id for pose in driver.poses} == {'camera'} and driver.line == 'following'
    assert not driver.node.count_publishers('cmd_vel') and driver.velocities == []


@pytest.mark.parametrize('change, why', [
    (dict(held=False), 'deadman released'), (dict(held=None), 'deadman silent'),
    (dict(state=Status.UNCERTAIN), 'target uncertain'), (dict(score=0.29), 'target uncertain'),
    (dict(state=Status.LOST), 'target lost'), (dict(obstacle_m=0.3), 'obstacle nearer than 0.5 m'),
    (dict(obstacle_m=None), 'obstacle sensor silent'), (dict(metres=math.nan), 'no place of the target: target_pose'),
    (dict(pose_frame_id='rear_camera'), 'no place of the target: target_pose is of frame')])
def test_it_is_silent_about_a_pose_that_is_not_to_be_followed(driver, change, why):
    vars(driver).update(change)
    driver.spin_until(lambda: driver.line.startswith(f'stopped: {why}'), f'{why}; {driver.line}')
    driver.spin_for(2 * PERIOD_S)
    driver.poses.clear()
    driver.spin_for(0.5)
    assert driver.poses == []
