"""`vl-tracker decompose`: the four phrases of descriptions, to be looked at or put into a file for the tracker."""
from __future__ import annotations

import argparse
from pathlib import Path

from vl_tracker_ros.cli.command import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('descriptions', nargs='+', metavar='DESCRIPTION', help='"the red car on the left"')
    parser.add_argument('--llm', metavar='NAME_OR_FOLDER',
                        help='a text-generation model of transformers instead of the rules (needs the lab half)')
    parser.add_argument('--out', type=Path, metavar='FILE', help='write the YAML file there instead of showing it')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.language.phrases_file import phrases_text
    from vl_tracker_ros.language.phrases_rules import decompose

    decomposer = decompose
    if args.llm is not None:
        from vl_tracker_ros.language.phrases_llm import load_language_model
        decomposer = load_language_model(args.llm)
    text = phrases_text({description: decomposer(description) for description in args.descriptions})
    if args.out is None:
        print(text, end='')
    else:
        args.out.write_text(text, encoding='utf-8')
    return 0


COMMAND = Command('decompose', 'split descriptions into their four phrases', add_arguments, run)
