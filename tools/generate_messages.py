#!/usr/bin/env python3
"""Generate this package's messages, vision_msgs and tf2_msgs into the pip-only ROS environment that runs this script.

The two others are not on PyPI. `interfaces/` declares the same types: field names and types are all that the wire
format and the RIHS01 hash depend on. A ROS distribution brings its own, which are never shadowed.
"""
import argparse
import os
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from pip_interfaces.install import install_bindings
from pip_interfaces.libraries import build_libraries
from pip_interfaces.package import InterfacePackage
from pip_interfaces.sources import generate_sources

CHECKOUT = Path(__file__).resolve().parent.parent
VISION_MSGS, TF2_MSGS = (InterfacePackage(name, CHECKOUT / 'interfaces' / name) for name in ('vision_msgs', 'tf2_msgs'))
OWN_MESSAGES = InterfacePackage('vl_tracker_ros', CHECKOUT)


class DistributionFound(RuntimeError):
    """The environment already has this package from a ROS distribution."""


def refuse_distribution(name: str, prefix: Path, ament_prefix_path: str) -> None:
    """Raise DistributionFound if a prefix other than `prefix` on the ament path has the package `name`."""
    for other in filter(None, ament_prefix_path.split(os.pathsep)):
        marker = Path(other) / 'share/ament_index/resource_index/packages' / name
        if marker.exists() and Path(other).resolve() != prefix.resolve():
            raise DistributionFound(
                f'{name} is already in {other}: a ROS installation is sourced. Build this package with '
                'colcon there, or use a shell in which ROS is not sourced.')


def generate(package: InterfacePackage, prefix: Path, site: Path) -> None:
    """Generate, compile and install one package. `site`: folder that gets its Python half."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        generate_sources(package, work, prefix / 'share')
        build_libraries(package, work, prefix)
        install_bindings(package, work, prefix, site)
    seconds = time.monotonic() - start
    print(f'  {package.name}: {len(package.files)} interfaces, {seconds:.1f} s', flush=True)


def main() -> int:
    site_packages = Path(sysconfig.get_path('purelib'))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--own-site', type=Path, default=site_packages, metavar='DIR',
                        help='folder with the vl_tracker_ros to extend: site-packages, or the checkout for '
                             'an editable install')
    arguments = parser.parse_args()
    prefix = Path(sys.prefix)
    try:
        for package in (VISION_MSGS, TF2_MSGS):
            refuse_distribution(package.name, prefix, os.environ.get('AMENT_PREFIX_PATH', ''))
    except DistributionFound as error:
        print(f'generate_messages: {error}', file=sys.stderr)
        return 1
    for package in (VISION_MSGS, TF2_MSGS):
        generate(package, prefix, site_packages)
    generate(OWN_MESSAGES, prefix, arguments.own_site)
    return 0


if __name__ == '__main__':
    sys.exit(main())
