"""What a follower hears: a stand-in for the tracker and target_node."""
from contextlib import contextmanager

from diagnostic_msgs.msg import DiagnosticArray
from geometry_msgs.msg import PoseWithCovarianceStamped, Twist, Vector3Stamped
from std_msgs.msg import Bool, Header

from support.ros import NodeProcess, Probe, new_domain
from vl_tracker_ros.msg import TrackerStatus as Status


class Guide(Probe):
    """Stands in for the tracker and target_node; says where the target is while it spins."""

    def __init__(self, domain):
        super().__init__(domain, tracker='follower_node')
        self.velocities, self.line, self.values, self.frame_id = [], '', {}, 'camera'
        self.bearing, self.metres, self.variance = (0.0, 0.0, 1.0), 4.0, 0.01
        self.pose_frame_id: str | None = None       # None: that of the bearing
        self.held, self.state, self.score = None, Status.TRACKING, 1.0
        self._deadman = self.node.create_publisher(Bool, 'deadman', 5)
        self._says = {kind: self.node.create_publisher(kind, topic, 5) for kind, topic in (
            (Status, 'status'), (Vector3Stamped, 'bearing'), (PoseWithCovarianceStamped, 'target_pose'))}
        self.hears = self.node.create_subscription(Twist, 'cmd_vel', self.velocities.append, 50)
        self.node.create_subscription(DiagnosticArray, '/diagnostics', self._on_diagnostics, 50)
        self.node.create_timer(0.05, self._work)

    def _on_diagnostics(self, message):
        self.line = message.status[0].message
        self.values = {value.key: value.value for value in message.status[0].values}

    def _now(self):
        return self.node.get_clock().now().to_msg()

    def _work(self):
        header = Header(stamp=self._now(), frame_id=self.frame_id)
        bearing, pose = Vector3Stamped(header=header), PoseWithCovarianceStamped(
            header=Header(stamp=header.stamp, frame_id=self.pose_frame_id or self.frame_id))
        bearing.vector.x, bearing.vector.y, bearing.vector.z = self.bearing
        pose.pose.pose.position.z = self.metres
        pose.pose.covariance[14] = self.variance
        if self.held is not None:
            self._deadman.publish(Bool(data=self.held))
        status = Status(header=header, state=self.state, score=self.score, target_id='1')
        for message in (status, bearing, pose):
            self._says[type(message)].publish(message)

    def wait_for(self, condition, what):
        self.velocities.clear()
        self.spin_until(lambda: self.velocities and condition(self.velocities[-1]), f'{what}; {self.line}')


@contextmanager
def guided_follower(kind, log_path, *parameters):
    """A guide of that kind, whom a follower_node of its own with these parameters (NAME:=VALUE) hears."""
    domain = new_domain()
    arguments = [word for each in parameters for word in ('-p', each)]
    with NodeProcess('follower_node', domain, log_path, *arguments) as process:
        guide = kind(domain)
        yield guide
        guide.close()
        assert process.stop() == 0 and 'Traceback' not in process.output
