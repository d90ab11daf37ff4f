"""Entry point of `vl-tracker`. To add a command, make a module with a COMMAND and put it into COMMANDS."""

import argparse
import logging
import sys
from collections.abc import Sequence
from typing import NoReturn

from vl_tracker_ros import __version__
from vl_tracker_ros.cli import (
    bench, bounds, build, cache, calibrate, compare, convert, decompose, demo, doctor, eval, eval_node, export,
    list_bundles, preview_data, quantize, replay, score, sim, track, train, train_text)

COMMANDS = (track.COMMAND, list_bundles.COMMAND, doctor.COMMAND, demo.COMMAND, sim.COMMAND, preview_data.COMMAND,
            train.COMMAND, train_text.COMMAND,
            export.COMMAND, calibrate.COMMAND, quantize.COMMAND, convert.COMMAND, bounds.COMMAND, eval.COMMAND,
            eval_node.COMMAND, replay.COMMAND, compare.COMMAND, score.COMMAND, decompose.COMMAND, bench.COMMAND,
            build.COMMAND, cache.COMMAND)
LAB_PACKAGES = ('torch', 'onnx', 'onnx_ir', 'onnxscript', 'safetensors', 'scipy', 'transformers', 'accelerate',
                'tensorboard', 'openpyxl', 'jinja2', 'rosbags')
BAD_INPUT = 2  # what argparse uses too
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what a user gave wrongly is said in one line on stderr."""
    args = _parser().parse_args(argv)
    prefix = f'vl-tracker {args.command.name}'
    logging.basicConfig(format=f'{prefix}: %(message)s', level=logging.WARNING)
    logging.getLogger('vl_tracker_ros.engines').setLevel(logging.INFO)      # what runs the networks, and why
    try:
        return args.command.run(args)
    except _input_errors() as error:
        print(f'{prefix}: {" ".join(str(error).split())}', file=sys.stderr)
        return BAD_INPUT
    except ModuleNotFoundError as error:
        if error.name not in LAB_PACKAGES:
            raise
        print(f"{prefix}: {error.name} is not installed; it comes with pip install 'vl_tracker_ros[lab]'",
              file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print(f'{prefix}: interrupted', file=sys.stderr)
        return INTERRUPTED


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error is said."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f'{self.prog}: {message} (see {self.prog} --help)\n')


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog='vl-tracker', description='Follow what you are told to follow.')
    parser.add_argument('--version', action='version', version=f'%(prog)s {__version__}')
    commands = parser.add_subparsers(title='commands', metavar='COMMAND', required=True)
    for command in COMMANDS:
        subparser = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(subparser)
        subparser.set_defaults(command=command)
    return parser


def _input_errors() -> tuple[type[Exception], ...]:
    """Errors that are about what the user gave; imported only once there is an error to be told."""
    from vl_tracker_ros.bundle import BundleError
    from vl_tracker_ros.data.reading import DataError
    from vl_tracker_ros.engines import EngineError
    from vl_tracker_ros.evaluation.protocols import ProtocolError
    from vl_tracker_ros.errors import CheckpointError, ExportError, TokenizerError
    from vl_tracker_ros.language.command import CommandError
    from vl_tracker_ros.language.phrases import PhrasesError
    from vl_tracker_ros.media.source import SourceError
    from vl_tracker_ros.tracking import TrackerError
    from vl_tracker_ros.training.config import ConfigError
    return (BundleError, EngineError, CommandError, SourceError, TrackerError, DataError, ConfigError, ProtocolError,
            CheckpointError, ExportError, TokenizerError, PhrasesError, FloatingPointError, OSError)


if __name__ == '__main__':
    sys.exit(main())
