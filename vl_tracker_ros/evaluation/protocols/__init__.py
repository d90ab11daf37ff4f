"""The field's evaluation protocols, each as its official toolkit counts; by name in PROTOCOLS."""
from vl_tracker_ros.evaluation.protocols.record import ProtocolError, Record, Report
from vl_tracker_ros.evaluation.protocols.registry import PROTOCOLS, score

__all__ = ['PROTOCOLS', 'ProtocolError', 'Record', 'Report', 'score']
