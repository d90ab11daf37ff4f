"""The parameters of the tracker node: meaning and range; their defaults stand in config/tracker.yaml."""
from vl_tracker_ros.engines.options import PRECISIONS
from vl_tracker_ros.nodes.images.image_subscription import TRANSPORTS
from vl_tracker_ros.nodes.images.matched_subscription import RELIABILITIES
from vl_tracker_ros.nodes.parameters import Spec

PARAMETERS = {
    'bundle': Spec('name or folder of the bundle; applies at configure'),
    'runtime': Spec('inference runtime; applies at configure'),
    'device': Spec('auto, cpu, cuda[:N] or dla[:N]; applies at configure'),
    'precision': Spec('of the tracker network; applies at configure', choices=PRECISIONS),
    'grounder': Spec('name or folder of the bundle that finds what words mean for a tracker that needs a box, or '
                     'zero-shot:NAME_OR_FOLDER of a detector; empty: none; applies at configure'),
    'phrases_file': Spec('file of ready phrases of descriptions, empty: found by rules; applies at configure'),
    'camera_motion': Spec('move the last box with the background before the view around it is cut; applies at '
                          'configure'),
    'small_objects': Spec('for targets of some ten pixels: wider local views, searches by tiles in full resolution; '
                          'applies at configure'),
    'roi_mask': Spec('image of the size of the camera\'s, white where the target may be; empty: anywhere; applies at '
                     'configure'),
    'threads': Spec('threads of the runtime, 0: its own choice; applies at configure', (0, 256)),
    'image_transport': Spec('raw, or JPEG from image/compressed; applies at activate',
                            choices=tuple(TRANSPORTS)),
    'reliability': Spec('quality of service of the image, auto: as its publishers offer; applies at activate',
                        choices=('auto', *RELIABILITIES)),
    'gate': Spec('who decides where to look: own, external (search_directive), or auto (external while it '
                 'speaks); applies at configure', choices=('own', 'external', 'auto')),
    'directive_timeout': Spec('seconds without a search_directive after which gate auto decides itself; '
                              'applies at configure', (0.0, 3600.0)),
    'image_timeout': Spec('seconds without a usable image until the target counts as lost', (0.1, 3600.0)),
    'max_image_age': Spec('seconds; an image with an older stamp is rejected; 0: no limit', (0.0, 3600.0)),
    'max_image_lead': Spec("seconds; an image with a stamp further ahead of the node's clock is rejected; 0: no limit",
                           (0.0, 3600.0)),
    'resume_within': Spec('seconds after its last image in which a tracker that was killed and started again follows '
                          'the words of its last command; 0: never; applies at configure', (0.0, 3600.0)),
    'free_on_deactivate': Spec('nothing: target and networks are kept, and activation is at once; engine: they are '
                               'freed at deactivate, and activate loads the networks anew',
                               choices=('nothing', 'engine')),
    'command_timeout': Spec('seconds that a service or goal waits for an image on which the tracker takes it',
                            (0.1, 3600.0)),
    'max_command_rate': Spec('commands a second that are taken, of topics, services and goals together',
                             (1.0, 1000.0), read_only=True),
    'autostart': Spec('configure and activate without a lifecycle manager', read_only=True),
}
