"""Fills a transform tree from /tf and /tf_static; tf2_ros, which does so as well, is not on PyPI."""
from __future__ import annotations

from functools import partial

from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from tf2_msgs.msg import TFMessage

from vl_tracker_ros.following.rigid_transform import RigidTransform
from vl_tracker_ros.following.transform_tree import TransformTree
from vl_tracker_ros.nodes.messages.stamps import seconds

QUEUE_DEPTH = 100


def listen(node: Node, tree: TransformTree) -> None:
    """Add every transform that comes to `tree`; one that is none is said and left out."""
    latched = QoSProfile(depth=QUEUE_DEPTH, durability=DurabilityPolicy.TRANSIENT_LOCAL)
    node.create_subscription(TFMessage, '/tf', partial(_add, node, tree, False), QUEUE_DEPTH)
    node.create_subscription(TFMessage, '/tf_static', partial(_add, node, tree, True), latched)


def _add(node: Node, tree: TransformTree, static: bool, message: TFMessage) -> None:
    for stamped in message.transforms:
        rotation, offset = stamped.transform.rotation, stamped.transform.translation
        try:
            transform = RigidTransform.from_quaternion(
                (rotation.x, rotation.y, rotation.z, rotation.w), (offset.x, offset.y, offset.z))
        except ValueError as error:
            node.get_logger().warning(f'{stamped.child_frame_id}: {error}', throttle_duration_sec=1.0)
            continue
        tree.add(stamped.header.frame_id, stamped.child_frame_id, seconds(stamped.header), transform, static)
