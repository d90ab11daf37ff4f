"""Every name of TensorRT that the code uses is in the bindings of 8.6, 10 and 11, or asked for first."""
from __future__ import annotations

from pathlib import Path

import pytest
from support.checkout import CHECKOUT
from support.fake_tensorrt import VERSIONS, names_of
from support.tensorrt_names_used import names_used

SOURCES = sorted((CHECKOUT / 'vl_tracker_ros' / 'engines' / 'tensorrt').glob('*.py'))
# What is used only where `_typed_by_graph` says that types are flags: there is no typed graph, or there are flags.
WHERE_TYPES_ARE_FLAGS = {
    'NetworkDefinitionCreationFlag.EXPLICIT_BATCH', 'BuilderFlag.FP16', 'BuilderFlag.INT8',
    'BuilderFlag.OBEY_PRECISION_CONSTRAINTS', 'ILayer.precision'}
OF_PYTHON = {'__version__'}


def used() -> tuple[set[str], set[str]]:
    found = [names_used(path.read_text()) for path in SOURCES]
    return set().union(*(names for names, _ in found)) - OF_PYTHON, set().union(*(asked for _, asked in found))


def missing(names: set[str], asked: set[str], version: str) -> set[str]:
    there = names_of(version)
    types_are_flags = 'NetworkDefinitionCreationFlag.STRONGLY_TYPED' not in there or 'BuilderFlag.FP16' in there
    excused = asked | (set() if types_are_flags else WHERE_TYPES_ARE_FLAGS)
    return {name for name in names - there
            if name not in excused and not any(name.startswith(f'{one}.') for one in asked)}


@pytest.mark.parametrize('version', VERSIONS)
def test_every_name_is_there_or_asked_for(version: str) -> None:
    names, asked = used()
    # IBuilderConfig.progress_monitor came with IProgressMonitor, which is asked for.
    asked |= {'IBuilderConfig.progress_monitor'} if 'IProgressMonitor' not in names_of(version) else set()
    assert missing(names, asked, version) == set()


def test_the_walk_sees_what_is_used() -> None:
    names, asked = used()
    assert names >= {
        'Builder', 'Builder.build_serialized_network', 'Builder.num_DLA_cores', 'BuilderFlag.TF32', 'DataType.FLOAT',
        'IBuilderConfig.set_memory_pool_limit', 'IBuilderConfig.can_run_on_DLA', 'IBuilderConfig.progress_monitor',
        'ITimingCache.serialize', 'INetworkDefinition.num_layers', 'ILayer.precision', 'ILayer.type', 'ITensor.shape',
        'OnnxParser.parse', 'ParserError.desc', 'Runtime.DLA_core', 'Runtime.deserialize_cuda_engine',
        'ICudaEngine.get_tensor_mode', 'IExecutionContext.execute_async_v3', 'IExecutionContext.set_tensor_address'}
    assert asked == {'BuilderFlag.FP16', 'DataType.INT64', 'IProgressMonitor',
                     'NetworkDefinitionCreationFlag.STRONGLY_TYPED'}


@pytest.mark.parametrize(('source', 'name'), [
    ('trt.BuilderFlag.FP17', 'BuilderFlag.FP17'),
    ('builder = trt.Builder(log)\nbuilder.build_engine(network)', 'Builder.build_engine'),
    ('def build(config: trt.IBuilderConfig) -> None:\n    config.max_workspace_size = 1',
     'IBuilderConfig.max_workspace_size'),
    ('class A:\n    def f(self):\n        self.e = trt.Runtime(log).deserialize_cuda_engine(x)\n'
     '    def g(self):\n        self.e.create_execution_context().execute_async_v2(x)',
     'IExecutionContext.execute_async_v2'),
    ('def layers() -> Iterator[trt.ILayer]: ...\nfor one in layers():\n    one.colour', 'ILayer.colour'),
])
def test_a_name_that_is_not_in_every_version_is_found(source: str, name: str) -> None:
    names, asked = names_used(source)
    assert name in missing(names, asked, '11.4.0.106')
    assert missing(names, asked | {name}, '11.4.0.106') == set()


@pytest.mark.parametrize('path', SOURCES, ids=lambda path: path.name)
def test_tensorrt_has_one_name_in_the_sources(path: Path) -> None:
    """The walk knows it as trt."""
    assert 'from tensorrt import' not in path.read_text()
