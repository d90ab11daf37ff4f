"""Messages of /tf."""
from __future__ import annotations

from builtin_interfaces.msg import Time
from geometry_msgs.msg import TransformStamped
from std_msgs.msg import Header
from tf2_msgs.msg import TFMessage

NO_TURN = (0.0, 0.0, 0.0, 1.0)


def frame(parent: str, child: str, stamp: Time, translation: tuple[float, float, float],
          rotation: tuple[float, float, float, float] = NO_TURN) -> TFMessage:
    """Where `child` lies in `parent`; the quaternion is x, y, z, w."""
    transform = TransformStamped(header=Header(frame_id=parent, stamp=stamp), child_frame_id=child)
    offset, turn = transform.transform.translation, transform.transform.rotation
    offset.x, offset.y, offset.z = translation
    turn.x, turn.y, turn.z, turn.w = rotation
    return TFMessage(transforms=[transform])
