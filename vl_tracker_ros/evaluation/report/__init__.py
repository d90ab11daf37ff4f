"""What one looks at after a run: plots, film strips, tables, and the page that has them all."""
from vl_tracker_ros.evaluation.report.page import write_report

__all__ = ['write_report']
