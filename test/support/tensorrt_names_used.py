"""Which of TensorRT's names a source uses: `trt.X.Y`, and the attributes of what it knows to be TensorRT's objects."""
from __future__ import annotations

import ast
import re

# What the methods give that the sources keep.
GIVES = {
    'Builder.create_network': 'INetworkDefinition', 'Builder.create_builder_config': 'IBuilderConfig',
    'IBuilderConfig.create_timing_cache': 'ITimingCache', 'IBuilderConfig.get_timing_cache': 'ITimingCache',
    'INetworkDefinition.get_layer': 'ILayer', 'INetworkDefinition.get_input': 'ITensor',
    'INetworkDefinition.get_output': 'ITensor', 'OnnxParser.get_error': 'ParserError',
    'Runtime.deserialize_cuda_engine': 'ICudaEngine', 'ICudaEngine.create_execution_context': 'IExecutionContext'}
_TYPE = re.compile(r'trt\.(\w+)')


class _Names(ast.NodeVisitor):
    """Variables are known by their text (`config`, `self._context`), once for a file: there each means one thing."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.used: set[str] = set()
        self.asked: set[str] = set()        # by hasattr

    def _know(self, name: str, annotation_or_value: ast.AST | None) -> None:
        if annotation_or_value is not None and (kind := self.kind(annotation_or_value)):
            self.kinds[name] = kind

    def kind(self, node: ast.AST) -> str:
        """The class of what the expression gives, or that the annotation names; '' if it is none of TensorRT's."""
        text = ast.unparse(node)
        if text in self.kinds:
            return self.kinds[text]
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if isinstance(node.func, ast.Attribute) and (owner := self.kind(node.func.value)):
                return GIVES.get(f'{owner}.{node.func.attr}', '')
            return _TYPE.fullmatch(called)[1] if _TYPE.fullmatch(called) else self.kinds.get(f'{called}()', '')
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            return self.kind(node.elt)
        if isinstance(node, ast.BoolOp):
            return self.kind(node.values[0])
        return ''

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for argument in node.args.args:
            if argument.annotation and (found := _TYPE.search(ast.unparse(argument.annotation))):
                self.kinds[argument.arg] = found[1]
        if node.returns and (found := _TYPE.search(ast.unparse(node.returns))):
            self.kinds |= {f'{prefix}{node.name}()': found[1] for prefix in ('', 'self.')}
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._know(ast.unparse(target), node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if found := _TYPE.search(ast.unparse(node.annotation)):
            self.kinds[ast.unparse(node.target)] = found[1]
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        self._know(ast.unparse(node.target), node.iter)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        self._know(ast.unparse(node.target), node.iter)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if ast.unparse(node.func) == 'hasattr':
            owner = ast.unparse(node.args[0]).removeprefix('trt').lstrip('.')
            self.asked.add(f'{owner}.{ast.literal_eval(node.args[1])}'.lstrip('.'))
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        text = ast.unparse(node)
        if found := re.fullmatch(r'trt\.([A-Za-z]\w*(\.[A-Za-z]\w*)*)', text):
            self.used.add(found[1])
        elif (owner := self.kind(node.value)) and not node.attr.startswith('__'):
            self.used.add(f'{owner}.{node.attr}')
        self.generic_visit(node)


def names_used(source: str) -> tuple[set[str], set[str]]:
    """The names, and those that the source asks for by hasattr before it uses them."""
    tree, names = ast.parse(source), _Names()
    for _ in range(3):      # functions are used above where they are defined
        names.visit(tree)
    return names.used, names.asked
