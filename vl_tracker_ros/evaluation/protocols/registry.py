"""Protocols by name."""
from __future__ import annotations

from collections.abc import Callable

from vl_tracker_ros.evaluation.protocols.got10k import got10k
from vl_tracker_ros.evaluation.protocols.lasot import lasot
from vl_tracker_ros.evaluation.protocols.mgit import mgit
from vl_tracker_ros.evaluation.protocols.mmot import vlsot, webuav3m
from vl_tracker_ros.evaluation.protocols.ope import ope
from vl_tracker_ros.evaluation.protocols.pytracking import lasot_in_papers, otb, uav
from vl_tracker_ros.evaluation.protocols.record import ProtocolError, Record, Report
from vl_tracker_ros.evaluation.protocols.trackingnet import trackingnet

PROTOCOLS: dict[str, Callable[[list[Record]], Report]] = {
    'otb': otb, 'uav123': uav, 'lasot': lasot, 'lasot_in_papers': lasot_in_papers, 'tnl2k': lasot,
    'got10k': got10k, 'trackingnet': trackingnet, 'webuav3m': webuav3m, 'vlsot': vlsot, 'mgit': mgit, 'ope': ope}


def score(protocol: str, records: list[Record]) -> Report:
    """Score sequences by a protocol's name. Raises ProtocolError for an unknown name, for no sequence at all, and for
    annotations or results that the protocol refuses."""
    if protocol not in PROTOCOLS:
        raise ProtocolError(f'unknown protocol {protocol!r}; there are {", ".join(PROTOCOLS)}')
    if not records:
        raise ProtocolError('there is no sequence to score')
    return PROTOCOLS[protocol](records)
