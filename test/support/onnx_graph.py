"""What a robot's runtime wants of an exported graph: known operators, and attention in the form that TensorRT fuses."""
from __future__ import annotations

from pathlib import Path

import onnx

# Of those that the ONNX parser of TensorRT 8.6 knows, the ones a tracker of fixed shape has a use for. Left out on
# purpose: control flow (If, Loop) and operators whose output has no fixed shape (NonZero, Unique).
OPERATORS = frozenset(
    'Abs Add And ArgMax ArgMin AveragePool BatchNormalization Cast Clip Concat Constant ConstantOfShape Conv Cos '
    'CumSum Div Einsum Equal Erf Exp Expand Flatten Floor Gather GatherElements GatherND Gemm GlobalAveragePool '
    'GridSample Greater GreaterOrEqual Identity InstanceNormalization LayerNormalization Less LessOrEqual Log MatMul '
    'Max MaxPool Min Mod Mul Neg Not Or Pad Pow Range Reciprocal ReduceL2 ReduceMax ReduceMean ReduceMin ReduceProd '
    'ReduceSum Relu Reshape Resize ScatterElements Shape Sigmoid Sign Sin Slice Softmax Split Sqrt Squeeze Sub Tanh '
    'Tile TopK Transpose Trilu Unsqueeze Where'.split())


def operators(path: Path) -> set[str]:
    """The names of the graph's operators; those outside of the standard domain with their domain."""
    nodes = onnx.load(path).graph.node
    return {f'{node.domain}.{node.op_type}' if node.domain else node.op_type for node in nodes}


def fused_attentions(path: Path) -> int:
    """How many Softmax there are, each of which stands between two MatMul with only a mask added before it.

    Raises AssertionError for one that does not, or whose scores are scaled after the first MatMul.
    """
    graph = onnx.load(path).graph
    producer = {name: node for node in graph.node for name in node.output}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    softmaxes = [node for node in graph.node if node.op_type == 'Softmax']
    for node in softmaxes:
        before = producer[node.input[0]]
        if before.op_type == 'Add':
            before = next(producer[name] for name in before.input
                          if name in producer and producer[name].op_type == 'MatMul')
        assert before.op_type == 'MatMul', f'{node.name}: {before.op_type} before the Softmax'
        after = [reader.op_type for reader in readers[node.output[0]]]
        assert 'MatMul' in after, f'{node.name}: {after} after the Softmax'
    return len(softmaxes)
