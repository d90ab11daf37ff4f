"""From generated C sources to two shared libraries: the type support and its Python extension."""
import os
import re
import subprocess
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy

from pip_interfaces.package import InterfacePackage
from pip_interfaces.sources import GENERATORS, TYPE_SUPPORTS

RUNTIME_LIBRARIES = (
    'rosidl_runtime_c', 'rosidl_typesupport_c', 'rosidl_typesupport_introspection_c',
    'rosidl_typesupport_fastrtps_c', 'rosidl_typesupport_fastrtps_cpp', 'rmw', 'rcutils', 'fastcdr')

# Every service carries an event message, every action its goal's id and status.
IMPLIED_PACKAGES = {
    'srv': {'service_msgs', 'builtin_interfaces'},
    'action': {'service_msgs', 'builtin_interfaces', 'action_msgs', 'unique_identifier_msgs'},
}


def type_support_library(package_name: str) -> str:
    return f'lib{package_name}__rosidl_typesupport_c.so'


def python_extension(package_name: str) -> str:
    return f'{package_name}_s__rosidl_typesupport_c.so'


def build_libraries(package: InterfacePackage, work: Path, prefix: Path) -> None:
    """Compile the sources in `work` and link both libraries into it.

    prefix: the environment whose `include/` and `lib/` hold the ROS runtime and the nested packages.
    """
    generated_python = work / 'rosidl_generator_py' / package.name
    extension_source = generated_python / f'_{package.name}_s.ep.rosidl_typesupport_c.c'
    sources = [write_cpp_unit(package, work), *sorted(work.glob(f'*/{package.name}/**/*.c'))]
    flags = compiler_flags(work, prefix)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = dict(zip(sources, pool.map(partial(compile_source, work=work, flags=flags), sources)))
    extension_object = objects.pop(extension_source)

    libraries = libraries_to_link(package, work, prefix / 'lib')
    core = work / type_support_library(package.name)
    link([f'-Wl,-soname,{core.name}', *objects.values(), *libraries], core, prefix)
    link([extension_object, core, *libraries], work / python_extension(package.name), prefix)


def write_cpp_unit(package: InterfacePackage, work: Path) -> Path:
    """One unit that includes all generated C++: a third of the time of compiling them one by one."""
    unit = work / 'all.cpp'
    sources = sorted(work.glob(f'*/{package.name}/**/*.cpp'))
    unit.write_text(''.join(f'#include "{path}"\n' for path in sources))
    return unit


def compiler_flags(work: Path, prefix: Path) -> list[str]:
    include = prefix / 'include'
    packages = (path for path in include.iterdir() if path.is_dir())
    folders = [*(work / generator for generator in GENERATORS), include, *packages,
               sysconfig.get_path('include'), numpy.get_include()]
    return ['-O1', '-fPIC', '-w', *(f'-I{folder}' for folder in folders)]


def compile_source(source: Path, work: Path, flags: list[str]) -> Path:
    compiler = ['g++', '-std=c++17'] if source.suffix == '.cpp' else ['gcc']
    target = work / (re.sub(r'\W', '_', str(source.relative_to(work))) + '.o')
    subprocess.run([*compiler, *flags, '-c', str(source), '-o', str(target)], check=True)
    return target


def libraries_to_link(package: InterfacePackage, work: Path, lib: Path) -> list[Path]:
    nested = [path for name in sorted(nested_packages(package, work))
              for path in sorted(lib.glob(f'lib{name}__rosidl_*.so')) if '_cpp' not in path.name]
    return [*nested, *(lib / f'lib{name}.so' for name in RUNTIME_LIBRARIES)]


def nested_packages(package: InterfacePackage, work: Path) -> set[str]:
    """The packages whose types are fields of this package's types."""
    texts = (path.read_text(encoding='iso-8859-1') for path in (work / 'idl').glob('*/*.idl'))
    included = {name for text in texts for name in re.findall(r'#include "(\w+)/', text)}
    implied = set().union(*(IMPLIED_PACKAGES.get(kind, set()) for kind in package.kinds))
    return (included | implied) - {package.name}


def link(inputs: list[Path | str], target: Path, prefix: Path) -> None:
    flags = ['-shared', '-Wl,--allow-shlib-undefined', f'-Wl,-rpath,{prefix / "lib"}']
    subprocess.run(['g++', *flags, *map(str, inputs), '-o', str(target)], check=True)


def library_aliases(package_name: str) -> list[str]:
    """The names under which rcutils opens the two type supports; both live in the one library."""
    return [f'lib{package_name}__{type_support}.so' for type_support in TYPE_SUPPORTS]
