import pickle
from pathlib import Path

import pytest
from support.field_trees import coco_instances, write, write_images

from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.field.refcocog import load_refcocog
from vl_tracker_ros.data.reading import DataError

IMAGES = 'images/mscoco/images/train2014'


def _ref(annotation: int, *sentences: str, split: str = 'train') -> dict:
    return {'split': split, 'ann_id': annotation, 'sentences': [{'sent': sentence} for sentence in sentences]}


def _tree(root: Path, refs: object) -> Path:
    write(root / 'refcocog/instances.json', coco_instances({
        1: [0, 0, 60, 70], 2: [0, 0, 50, 70], 3: [300, 0, 60, 60]}, 'COCO_train2014_000000000001.jpg'))
    write_images(root / IMAGES, 'COCO_train2014_000000000001.jpg')
    return write(root / 'refcocog/refs(umd).p', refs if isinstance(refs, bytes) else pickle.dumps(refs, protocol=0))


def test_training_refs_with_their_last_sentence(tmp_path: Path) -> None:
    _tree(tmp_path, [_ref(1, 'a car', 'the red car '), _ref(1, 'not this', split='val')])
    assert load_refcocog(tmp_path) == [
        Shot(tmp_path / IMAGES / 'COCO_train2014_000000000001.jpg', (0, 0, 60, 70), 'the red car')]


def test_small_boxes_are_an_option(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    _tree(tmp_path, [_ref(1, 'large'), _ref(2, 'as wide as the limit')])
    assert [shot.sentence for shot in load_refcocog(tmp_path)] == ['large']
    assert [shot.sentence for shot in load_refcocog(tmp_path, min_side_px=0)] == ['large', 'as wide as the limit']
    assert not caplog.messages


def test_refs_without_sentence_or_box_in_the_image_are_counted(tmp_path: Path,
                                                               caplog: pytest.LogCaptureFixture) -> None:
    _tree(tmp_path, [_ref(1), _ref(3, 'far away'), _ref(1, 'here')])
    assert [shot.sentence for shot in load_refcocog(tmp_path)] == ['here']
    assert '2 of 3 entries left out (1 no sentence, 1 box outside the image), the first is ref 0' in caplog.text


class _Harmful:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple:
        return Path.touch, (self.mark,)


def test_nothing_of_the_pickle_is_run(tmp_path: Path) -> None:
    _tree(tmp_path, [_ref(1, 'a car'), _Harmful(tmp_path / 'ran')])
    with pytest.raises(DataError, match=r'refs\(umd\)\.p: refers to .* plain data only'):
        load_refcocog(tmp_path)
    assert not (tmp_path / 'ran').exists()


@pytest.mark.parametrize('refs, said', [
    (b'', 'Ran out of input'), (b'no pickle', ''), ([{'split': 'train'}], 'ref 0 has no ann_id'),
    ([_ref(8, 'a car')], 'annotation 8 is not there'),
])
def test_errors_name_the_file_and_the_entry(tmp_path: Path, refs: object, said: str) -> None:
    _tree(tmp_path, refs)
    with pytest.raises(DataError, match=rf'(refs\(umd\)\.p|instances\.json): .*{said}'):
        load_refcocog(tmp_path)
