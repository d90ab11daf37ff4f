"""Puts generated bindings where rclpy, the ament index and other packages look for them."""
import shutil
from pathlib import Path

from pip_interfaces.libraries import library_aliases, python_extension, type_support_library
from pip_interfaces.package import InterfacePackage
from pip_interfaces.sources import GENERATORS


def install_bindings(package: InterfacePackage, work: Path, prefix: Path, site: Path) -> None:
    """Copy what was built in `work` into the environment.

    prefix: gets `lib/`, `include/<package>/`, `share/<package>/` and the ament index entries.
    site: gets the Python half, `<package>/msg/` and its extension module.
    """
    install_library(package.name, work, prefix / 'lib')
    install_headers(package.name, work, prefix / 'include' / package.name)
    install_descriptions(package, work, prefix / 'share' / package.name)
    install_python(package, work, site / package.name)
    register(package, prefix / 'share/ament_index/resource_index')


def install_library(name: str, work: Path, lib: Path) -> None:
    library = type_support_library(name)
    replace(work / library, lib)
    for alias in library_aliases(name):
        (lib / alias).unlink(missing_ok=True)
        (lib / alias).symlink_to(library)


def install_headers(name: str, work: Path, include: Path) -> None:
    """So that another package can nest these types."""
    for generator in GENERATORS:
        root = work / generator / name
        for path in root.glob('**/*.h'):
            copy_to(path, include / name / path.relative_to(root).parent)


def install_descriptions(package: InterfacePackage, work: Path, share: Path) -> None:
    hashes = work / 'rosidl_generator_type_description' / package.name
    for kind in package.kinds:
        for root in (package.folder, work / 'idl', hashes):
            for path in (root / kind).glob('*.*'):
                copy_to(path, share / kind)


def install_python(package: InterfacePackage, work: Path, module: Path) -> None:
    """Replaces the generated folders, so that a message that was removed leaves nothing behind."""
    module.mkdir(exist_ok=True)
    for kind in package.kinds:
        shutil.rmtree(module / kind, ignore_errors=True)
        shutil.copytree(work / 'rosidl_generator_py' / package.name / kind, module / kind,
                        ignore=shutil.ignore_patterns('*.c', 'detail'))
    (module / '__init__.py').touch()
    replace(work / python_extension(package.name), module)


def register(package: InterfacePackage, index: Path) -> None:
    """The two ament index entries of a package with interfaces."""
    interfaces = '\n'.join(f'{interface}.{suffix}' for interface in package.interfaces
                           for suffix in ('idl', interface.split('/')[0]))
    for resource, text in (('packages', ''), ('rosidl_interfaces', interfaces)):
        (index / resource).mkdir(parents=True, exist_ok=True)
        (index / resource / package.name).write_text(text)


def replace(library: Path, folder: Path) -> None:
    """A library that is written over in place crashes the processes that have it open."""
    (folder / library.name).unlink(missing_ok=True)
    shutil.copy(library, folder)


def copy_to(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, folder)
