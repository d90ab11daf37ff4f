#!/usr/bin/env python3
"""Print the public names of a version of TensorRT's Python bindings, `Class.member` a line, without a GPU.

    python tools/tensorrt_names.py 10.3.0 > test/engines/tensorrt/api/tensorrt_10.3.0.txt

The bindings of every version are on the package index, the libraries behind them are not: stubs with the few symbols
that the bindings want take their place (needs gcc and binutils). Nothing of TensorRT is run.
"""
import argparse
import ctypes
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = '''
import inspect
import tensorrt_bindings as trt

for name, value in sorted(vars(trt).items()):
    if name.startswith('_') or inspect.ismodule(value):
        continue
    print(name)
    if inspect.isclass(value):
        print(*(f'{name}.{member}' for member in sorted(dir(value)) if not member.startswith('_')), sep='\\n')
'''


def names(version: str, folder: Path) -> str:
    """The names of that version; `folder` takes what is downloaded and compiled."""
    package = 'tensorrt-bindings' if version.startswith('8.') else 'tensorrt-cu12-bindings'
    subprocess.run([sys.executable, '-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder,
                    f'{package}=={version}'], check=True, stdout=sys.stderr)
    _compile_stubs(folder / 'tensorrt_bindings' / 'tensorrt.so', folder)
    environment = {**os.environ, 'PYTHONPATH': str(folder), 'LD_LIBRARY_PATH': str(folder)}
    answer = subprocess.run([sys.executable, '-c', PROGRAM], env=environment, stdout=subprocess.PIPE, text=True,
                            check=True)
    return re.sub(r'\n+', '\n', answer.stdout)


def _compile_stubs(bindings: Path, folder: Path) -> None:
    """A library for each one of NVIDIA's that the bindings are linked to; the symbols are in all of them."""
    here = ctypes.CDLL(None)
    wanted = [line.split()[-1] for line in _lines('nm', '-D', '--undefined-only', bindings) if ' U ' in line]
    missing = [symbol for symbol in wanted if '@' not in symbol and not hasattr(here, symbol)]
    source = folder / 'stub.c'
    source.write_text(''.join(f'void* {symbol}(void) {{ return 0; }}\n' for symbol in missing))
    for line in _lines('readelf', '-d', bindings):
        if library := re.search(r'NEEDED.*\[(libnv.*)\]', line):
            subprocess.run(['gcc', '-shared', '-fPIC', source, '-o', folder / library[1]], check=True)


def _lines(*command: str | Path) -> list[str]:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description='Print the public names of TensorRT\'s Python bindings.')
    parser.add_argument('version', help='such as 10.3.0; 8.6.1 needs a Python up to 3.11')
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(names(args.version, Path(folder)))


if __name__ == '__main__':
    main()
