"""The command that outlives its process, for a node: a disk that refuses is a warning and no more."""
from __future__ import annotations

from rclpy.node import Node

from vl_tracker_ros.nodes.commands.last_command import LastCommand
from vl_tracker_ros.nodes.commands.target_session import TargetSession
from vl_tracker_ros.nodes.parameters import Parameters


class CommandKeeper:
    """Keeps and resumes as the parameter `resume_within` says."""

    def __init__(self, node: Node, settings: Parameters) -> None:
        self._file = LastCommand(node.get_fully_qualified_name())
        self._logger, self._settings = node.get_logger(), settings

    def resume(self, session: TargetSession) -> None:
        """Go on with what a killed process of this name has followed."""
        if not (within_s := self._settings['resume_within']):
            return
        try:
            if kept := self._file.take(within_s):
                session.resume(kept)
                self._logger.info(f'resumes {kept.command!r}')
        except (OSError, ValueError) as error:
            self._logger.warning(f'nothing can be resumed: {error}')

    def keep(self, session: TargetSession) -> None:
        """To be called with every image."""
        if self._settings['resume_within']:
            try:
                self._file.keep(session.kept)
            except OSError as error:
                self._logger.warning(f'the command would not outlive this process: {error}', once=True)

    def forget(self) -> None:
        try:
            self._file.clear()
        except OSError as error:
            self._logger.warning(f'the command will outlive this process: {error}')
