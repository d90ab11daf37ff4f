"""Node parameters: defaults from config/tracker.yaml, meaning and ranges from a table in the node."""
from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor, SetParametersResult
from rclpy.exceptions import InvalidParameterTypeException, InvalidParameterValueException
from rclpy.node import Node
from rclpy.parameter import Parameter

from vl_tracker_ros.share import load_defaults

T = TypeVar('T')

_ROS_OWN = ('use_sim_time', 'qos_overrides.', 'start_type_description_service')


class ParameterError(ValueError):
    """A parameter given to a node is unknown to it, of the wrong type or out of its range."""


@dataclass(frozen=True)
class Spec:
    """What a parameter means and which values it takes; its default stands in config/tracker.yaml."""

    description: str
    bounds: tuple[float, float] | None = None      # both included
    choices: tuple[str, ...] = ()
    read_only: bool = False


class Parameters:
    """The declared parameters of one node: `parameters['name']` is the value now.

    `section` is the node's name in config/tracker.yaml; `specs` must name every parameter that stands there.
    Raises ParameterError when what the node was started with names no parameter of it, or is unusable.
    """

    def __init__(self, node: Node, section: str, specs: dict[str, Spec]) -> None:
        self._node = node
        self._specs = specs
        node.add_on_set_parameters_callback(self._check_choices)
        for name, default in load_defaults(section).items():
            self._declare(name, default)
        self._refuse_unknown()

    def __getitem__(self, name: str) -> Any:
        return self._node.get_parameter(name).value

    def all(self) -> dict[str, Any]:
        """Every parameter and its value now."""
        return {name: self[name] for name in self._specs}

    def together(self, names: Collection[str], make: Callable[..., T], changed: Callable[[T], None]) -> T:
        """What `make` makes of the parameters `names`, given as keywords; it refuses by ValueError what cannot be.

        What it refuses cannot be set; `changed` gets what it makes of new ones, once all have agreed to them.
        Raises ParameterError when it refuses those that the node was started with.
        """
        def values(parameters: list[Parameter]) -> dict[str, Any]:
            return ({name: self[name] for name in names}
                    | {parameter.name: parameter.value for parameter in parameters if parameter.name in names})

        def check(parameters: list[Parameter]) -> SetParametersResult:
            try:
                make(**values(parameters))
            except ValueError as error:
                return SetParametersResult(successful=False, reason=str(error))
            return SetParametersResult(successful=True)

        try:
            made = make(**values([]))
        except ValueError as error:
            raise ParameterError(str(error)) from error
        self._node.add_on_set_parameters_callback(check)
        self._node.add_post_set_parameters_callback(lambda _: changed(make(**values([]))))
        return made

    def _declare(self, name: str, default: Any) -> None:
        try:
            self._node.declare_parameter(name, default, _descriptor(self._specs[name], default))
        except InvalidParameterTypeException as error:
            raise ParameterError(f'parameter {name}: {error}') from error
        except InvalidParameterValueException as error:
            raise ParameterError(f'parameter {name}: {error}') from error

    def _check_choices(self, parameters: list[Parameter]) -> SetParametersResult:
        for parameter in parameters:
            spec = self._specs.get(parameter.name)
            if spec and spec.choices and parameter.value not in spec.choices:
                reason = f'{parameter.name} is {parameter.value!r}, not one of {", ".join(spec.choices)}'
                return SetParametersResult(successful=False, reason=reason)
        return SetParametersResult(successful=True)

    def _refuse_unknown(self) -> None:
        for name in sorted(set(self._node._parameter_overrides) - set(self._specs)):
            if not name.startswith(_ROS_OWN):
                likely = get_close_matches(name, self._specs, 1)
                hint = f'; did you mean {likely[0]}?' if likely else ''
                raise ParameterError(f'parameter {name} is unknown to {self._node.get_name()}{hint}')


def _descriptor(spec: Spec, default: Any) -> ParameterDescriptor:
    descriptor = ParameterDescriptor(description=spec.description, read_only=spec.read_only,
                                     additional_constraints=' | '.join(spec.choices))
    if spec.bounds is None:
        return descriptor
    lowest, highest = spec.bounds
    if isinstance(default, float):
        descriptor.floating_point_range = [FloatingPointRange(from_value=lowest, to_value=highest)]
    else:
        descriptor.integer_range = [IntegerRange(from_value=lowest, to_value=highest, step=1)]
    return descriptor
