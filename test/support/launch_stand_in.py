"""Stand-ins for launch and launch_ros, which are not on PyPI: they only remember what they were given."""
from types import ModuleType, SimpleNamespace


class Remembered:
    """One action or substitution: its class name, arguments and keywords."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.args = args
        self.kwargs = kwargs


def stand_in_modules() -> dict[str, ModuleType]:
    """Entries for sys.modules: every name that is imported from them is a class of its own."""
    names = {
        'launch': ('LaunchContext', 'LaunchDescription'),
        'launch.actions': ('DeclareLaunchArgument', 'IncludeLaunchDescription', 'OpaqueFunction'),
        'launch.launch_description_sources': ('PythonLaunchDescriptionSource',),
        'launch.substitutions': ('PathJoinSubstitution',),
        'launch_ros': (),
        'launch_ros.actions': ('ComposableNodeContainer', 'LifecycleNode', 'Node'),
        'launch_ros.descriptions': ('ComposableNode',),
        'launch_ros.substitutions': ('FindPackageShare',),
    }
    modules = {name: ModuleType(name) for name in names}
    for name, classes in names.items():
        for class_name in classes:
            setattr(modules[name], class_name, type(class_name, (Remembered,), {}))
    return modules


def launch_context(arguments: dict[str, str]) -> SimpleNamespace:
    return SimpleNamespace(launch_configurations=arguments)
