"""The RIHS01 hash of a type is what two ROS 2 nodes compare: equal hashes are the same type on the wire."""
import json
import sys
from pathlib import Path

import pytest

pytest.importorskip('rosidl_adapter', reason='the rosidl generators come with ROS 2: make setup')

from generate_messages import OWN_MESSAGES, TF2_MSGS, VISION_MSGS  # noqa: E402
from pip_interfaces.package import InterfacePackage  # noqa: E402
from pip_interfaces.sources import generate_type_hashes  # noqa: E402

# of ros-perception/vision_msgs 4.1.1, the release of ROS 2 Jazzy
DISTRIBUTION_HASHES = {
    'BoundingBox2D': 'RIHS01_008eacbb0cf8f26e83795547bed013eec3675485ef386ec056d80eaaf1c1ce2f',
    'Detection2D': 'RIHS01_0d12b69df5c593b3455b7346fac8205437a7d4bcb09b9e0e0b2dde787ded38ea',
    'Detection2DArray': 'RIHS01_214274120007f4a683866481336b70310268cfa107aebe9d594a6acf75bda968',
    'ObjectHypothesis': 'RIHS01_51da43cec11c01957a64d1e05a24acd18aae7745ec30b74348ad5f6d634f7f90',
    'ObjectHypothesisWithPose': 'RIHS01_41c12344c0396c48b81df12467c192d99b2a0eb1463c5c37194e4223251c80bc',
    'Point2D': 'RIHS01_eab0e83f44ab4de92ceaf76dd7d0e7638f2bdd1d16ffbe16c7a136c48e407247',
    'Pose2D': 'RIHS01_b0b5d1d7b4c20dd4fcde3ed1d4b289a919290572007d67a97043814db25d3648',
}

# of ros2/geometry2
TF2_HASHES = {'TFMessage': 'RIHS01_e369d0f05a23ae52508854b66f6aa0437f3449d652e8cbf22d5abe85d020f087'}

# A change here breaks every node and every bag of the release before: say so in the change log.
OWN_HASHES = {
    'ActiveCommand': 'RIHS01_199b98dfccac83f93ac5f3f8286978d66efcf4c50768b706adc8b560572d3404',
    'GateEvent': 'RIHS01_aeca05f54ceea8296ebfa651f84a91f4432bbaf476db39f7abf649c5fcaff11a',
    'SearchDirective': 'RIHS01_fafab161578c6d82ad54c8b664a7d62d6b5140c879ef172a04951c9f60f7ed1e',
    'SetTarget': 'RIHS01_d65293b6aac99452e200bd760c0a530e2f9f87bddbaa53ee755505d184f386a0',
    'TrackTarget': 'RIHS01_452c1147afad61ae4dfb626099b3a9aad8af69830c22ff944d1f3bd5f75e54cb',
    'TrackerStatus': 'RIHS01_6333bee0b794457fb0830f0c7413474c4ba97a1589c89cc8b804fb960f839ebc',
}


def type_hashes(package: InterfacePackage, work: Path) -> dict[str, str]:
    descriptions = generate_type_hashes(package, work, Path(sys.prefix) / 'share').glob('*/*.json')
    return {path.stem: json.loads(path.read_text())['type_hashes'][0]['hash_string'] for path in descriptions
            if '_' not in path.stem}    # the hash of a service or an action has those of its parts in it


def test_vision_msgs_are_those_of_the_distribution(tmp_path: Path) -> None:
    assert type_hashes(VISION_MSGS, tmp_path) == DISTRIBUTION_HASHES


def test_tf2_msgs_are_those_of_the_distribution(tmp_path: Path) -> None:
    assert type_hashes(TF2_MSGS, tmp_path) == TF2_HASHES


def test_own_messages_are_as_published(tmp_path: Path) -> None:
    assert type_hashes(OWN_MESSAGES, tmp_path) == OWN_HASHES


def test_hash_on_the_wire() -> None:
    rclpy = pytest.importorskip('rclpy')
    from vision_msgs.msg import Detection2D

    rclpy.init()
    try:
        node = rclpy.create_node('hash_on_the_wire')
        node.create_publisher(Detection2D, 'detection', 1)
        endpoint, = node.get_publishers_info_by_topic('/detection')
    finally:
        rclpy.shutdown()
    assert str(endpoint.topic_type_hash) == DISTRIBUTION_HASHES['Detection2D']
