"""Why the publishers of a topic cannot be heard, naming both sides."""
from __future__ import annotations

from collections.abc import Sequence

from rclpy.qos import ReliabilityPolicy
from rclpy.topic_endpoint_info import TopicEndpointInfo


def why_unheard(reader: str, topic: str, kind: str, reliability: ReliabilityPolicy,
                publishers: Sequence[TopicEndpointInfo]) -> str:
    """'' if `reader`, a node that wants messages of `kind` this reliably, can hear one of the publishers.

    Of what a subscription asks for only type and reliability can keep it from hearing: the durability of ours,
    volatile, goes with every publisher, and depths need not agree.
    """
    if not publishers:
        return f'nothing publishes {topic}'
    reasons = [_reason(reader, topic, kind, reliability, publisher) for publisher in publishers]
    return '' if '' in reasons else '; '.join(dict.fromkeys(reasons))


def full_name(endpoint: TopicEndpointInfo) -> str:
    """The node of an endpoint, with its namespace."""
    return f'{endpoint.node_namespace.rstrip("/")}/{endpoint.node_name}'


def _reason(reader: str, topic: str, kind: str, reliability: ReliabilityPolicy, publisher: TopicEndpointInfo) -> str:
    name, offered = full_name(publisher), publisher.qos_profile.reliability
    if publisher.topic_type != kind:
        return f'{name} publishes {topic} as {publisher.topic_type}, but {reader} reads {kind}'
    if reliability is ReliabilityPolicy.RELIABLE and offered is ReliabilityPolicy.BEST_EFFORT:
        return f'{name} offers {topic} best_effort, but {reader} asks for reliable'
    return ''
