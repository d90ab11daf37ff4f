"""From interface files to C and Python sources, by the rosidl generators of the ROS wheels."""
import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path

from rosidl_adapter.action import convert_action_to_idl
from rosidl_adapter.msg import convert_msg_to_idl
from rosidl_adapter.srv import convert_srv_to_idl
from rosidl_generator_c import generate_c
from rosidl_generator_py import generate_py
from rosidl_generator_type_description import generate_type_hash
from rosidl_typesupport_c import generate_c as generate_dispatch
from rosidl_typesupport_fastrtps_c import generate_typesupport_fastrtps_c
from rosidl_typesupport_introspection_c import generate_c as generate_introspection_c

from pip_interfaces.package import InterfacePackage

CONVERTERS = {'msg': convert_msg_to_idl, 'srv': convert_srv_to_idl, 'action': convert_action_to_idl}

# rmw_fastrtps also registers a type object, which it makes from the introspection type support.
TYPE_SUPPORTS = ['rosidl_typesupport_fastrtps_c', 'rosidl_typesupport_introspection_c']

TYPE_HASHES = 'rosidl_generator_type_description'

# In this order: all others read the type hashes that the first one writes.
GENERATORS: dict[str, Callable[[str], object]] = {
    TYPE_HASHES: generate_type_hash,
    'rosidl_generator_c': generate_c,
    'rosidl_typesupport_introspection_c': generate_introspection_c,
    'rosidl_typesupport_fastrtps_c': generate_typesupport_fastrtps_c,
    'rosidl_typesupport_c': lambda arguments: generate_dispatch(arguments, TYPE_SUPPORTS),
    'rosidl_generator_py': lambda arguments: generate_py(arguments, ['rosidl_typesupport_c']),
}
WITH_VISIBILITY_HEADER = ('rosidl_generator_c', *TYPE_SUPPORTS)


def generate_sources(package: InterfacePackage, work: Path, share: Path) -> None:
    """Write `work/idl/` and `work/<generator>/<package>/`.

    share: the `share/` folder of the environment, where templates and the interfaces of other packages lie.
    Each generator has a folder of its own, for two of them write files of the same name.
    """
    convert_to_idl(package, work / 'idl')
    for name in GENERATORS:
        run_generator(name, package, work, share)


def generate_type_hashes(package: InterfacePackage, work: Path, share: Path) -> Path:
    """Only the first step of generate_sources(). Returns the folder with <kind>/<name>.json of every interface."""
    convert_to_idl(package, work / 'idl')
    run_generator(TYPE_HASHES, package, work, share)
    return work / TYPE_HASHES / package.name


def run_generator(name: str, package: InterfacePackage, work: Path, share: Path) -> None:
    output = work / name / package.name
    for kind in {'msg', *package.kinds}:
        (output / kind / 'detail').mkdir(parents=True)
    if name in WITH_VISIBILITY_HEADER:
        write_visibility_header(name, package.name, output)
    arguments = work / f'{name}.json'
    arguments.write_text(json.dumps(generator_arguments(name, package, work, share)))
    with contextlib.redirect_stdout(io.StringIO()):
        GENERATORS[name](str(arguments))


def convert_to_idl(package: InterfacePackage, idl: Path) -> None:
    for path in package.files:
        kind = path.parent.name
        (idl / kind).mkdir(parents=True, exist_ok=True)
        with contextlib.redirect_stdout(io.StringIO()):
            CONVERTERS[kind](package.folder, package.name, path.relative_to(package.folder), idl / kind)


def write_visibility_header(generator: str, package_name: str, output: Path) -> None:
    """The file that CMake's configure_file() writes; on Linux every symbol is visible anyway."""
    macros = (f'{generator.upper()}_{suffix}_{package_name}' for suffix in ('PUBLIC', 'IMPORT', 'EXPORT'))
    text = '#pragma once\n' + ''.join(f'#define {macro}\n' for macro in macros)
    (output / f'msg/{generator}__visibility_control.h').write_text(text)


def generator_arguments(
        generator: str, package: InterfacePackage, work: Path, share: Path) -> dict[str, object]:
    """What rosidl's CMake functions hand to a generator."""
    hashes = work / TYPE_HASHES / package.name
    return {
        'package_name': package.name,
        'output_dir': str(work / generator / package.name),
        'template_dir': str(share / generator / 'resource'),
        'target_dependencies': [],
        'idl_tuples': [f'{work / "idl"}:{interface}.idl' for interface in package.interfaces],
        'ros_interface_files': [str(path) for path in package.files],
        'include_paths': [f'{folder.name}:{folder}' for folder in share.iterdir()],
        'type_description_tuples': [
            f'{interface}.idl:{hashes / interface}.json' for interface in package.interfaces],
    }
