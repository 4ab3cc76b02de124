"""Seven authorities, seven shapes, one floor."""

from __future__ import annotations

import pytest

from cms.shapes import AREAS, COLOURS, SHAPES, mosaic
from surveys.analysis.demographics import AUTHORITIES


def test_every_authority_has_a_shape_and_a_colour_of_its_own():
    assert {code: area.name for code, area in AREAS.items()} == AUTHORITIES
    assert {area.shape for area in AREAS.values()} == set(SHAPES)
    assert len({area.colour for area in AREAS.values()}) == 7 and {a.colour for a in AREAS.values()} <= set(
        COLOURS
    )
    assert len({(area.column, area.row) for area in AREAS.values()}) == 7


@pytest.mark.parametrize("seed", range(12))
def test_a_mosaic_is_the_same_for_the_same_seed_and_covers_its_floor_once(seed):
    tiles = mosaic(columns=6, rows=6, seed=seed, big=((1, 1), (3, 3)))
    assert tiles == mosaic(columns=6, rows=6, seed=seed, big=((1, 1), (3, 3)))
    covered = [
        (tile.x + i, tile.y + j)
        for tile in tiles
        for i in range(0, tile.size, 100)
        for j in range(0, tile.size, 100)
    ]
    assert sorted(covered) == [(x, y) for x in range(0, 600, 100) for y in range(0, 600, 100)]


@pytest.mark.parametrize("seed", range(12))
def test_tiles_side_by_side_never_share_a_ground(seed):
    grounds = {(tile.x, tile.y): tile.ground for tile in mosaic(columns=7, rows=4, seed=seed)}
    for (x, y), ground in grounds.items():
        assert grounds.get((x + 100, y)) != ground and grounds.get((x, y + 100)) != ground


def test_faces_look_at_each_other():
    tiles = mosaic(columns=7, rows=1, seed=5, big=())
    faces = [(tile.x, tile.face.look_x) for tile in tiles if tile.face]
    two = mosaic(columns=12, rows=1, seed=3)
    found = [(tile.x, tile.face.look_x) for tile in two if tile.face]
    assert faces and len(found) == 2
    (_, left), (_, right) = sorted(found)
    assert left > 0 > right
