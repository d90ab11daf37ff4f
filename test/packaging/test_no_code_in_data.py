"""What the package reads is data: nothing in it is run, unpacked to a disk, or handed to a shell."""
from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from support.checkout import CHECKOUT

SOURCES = sorted(path for folder in ('vl_tracker_ros', 'benchmarks', 'launch', 'tools')
                 for path in (CHECKOUT / folder).rglob('*.py') if 'msg' not in path.relative_to(CHECKOUT).parts)
# Old files of others, of the lab: read by an unpickler that makes tensors and plain containers, and of refcocog no
# object at all. Their tests try the attack.
INERT = {'vl_tracker_ros/models/checkpoint.py', 'vl_tracker_ros/data/field/refcocog.py'}
RUN_WHAT_THEY_READ = {'pickle', 'cPickle', 'dill', 'marshal', 'shelve', 'joblib', 'cloudpickle'}
FORBIDDEN_CALLS = {
    'eval', 'exec', 'os.system', 'os.popen', 'yaml.load', 'yaml.load_all', 'yaml.unsafe_load', 'yaml.full_load',
    'shutil.unpack_archive', 'torch.jit.load', 'torch.hub.load'}
FORBIDDEN_METHODS = {'extract', 'extractall'}       # of archives: their members are read in memory, by name
FORBIDDEN_ARGUMENTS = {('shell', True), ('allow_pickle', True), ('trust_remote_code', True)}


def faults(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [node.module or ''] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            yield from (f'imports {name}' for name in names if name.partition('.')[0] in RUN_WHAT_THEY_READ)
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            given = {(one.arg, getattr(one.value, 'value', None)) for one in node.keywords}
            if (called in FORBIDDEN_CALLS or called.rpartition('.')[2] in FORBIDDEN_METHODS
                    or given & FORBIDDEN_ARGUMENTS
                    or called == 'torch.load' and ('weights_only', True) not in given):
                yield f'calls {ast.unparse(node)}'


def test_nothing_that_is_read_is_run() -> None:
    sources = {str(path.relative_to(CHECKOUT)): path.read_text() for path in SOURCES}
    found = {name: list(faults(text)) for name, text in sources.items() if name not in INERT}
    assert len(found) > 200 and {name: said for name, said in found.items() if said} == {}


def test_exceptions_are_needed_and_of_the_lab() -> None:
    for name in INERT:
        found = list(faults((CHECKOUT / name).read_text()))
        assert found and all('pickle' in fault.lower() for fault in found)


@pytest.mark.parametrize('source', [
    'import pickle', 'from pickle import loads', 'torch.load(path)', 'torch.load(path, weights_only=False)',
    'yaml.load(text, yaml.Loader)', 'np.load(path, allow_pickle=True)', 'archive.extractall(folder)', 'eval(text)',
    'subprocess.run(line, shell=True)', 'AutoModel.from_pretrained(name, trust_remote_code=True)'])
def test_each_fault_would_be_found(source: str) -> None:
    assert list(faults(source))
