"""What an endpoint goes by; each field is a parameter of mavlink_node, which tells what it means."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EndpointSettings:
    """Seconds and hertz."""

    connection: str
    system_id: int
    component_id: int
    status_rate: float
    gimbal_manager: int
    yaw_lock: bool
    rates_timeout: float
    link_timeout: float
