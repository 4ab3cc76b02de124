"""What the Alliance gives away: the files of its page that everybody may open."""

from __future__ import annotations

from wagtail.models import CollectionViewRestriction

from cms.models import AllianceMaterial, FaithAlliancePage


def open_materials(page: FaithAlliancePage) -> list[AllianceMaterial]:
    """The materials of a page in its editors' order, without files that only members or staff may open."""
    materials = list(page.materials.select_related("document__collection"))
    closed = list(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    return [
        material
        for material in materials
        if not any(material.document.collection.path.startswith(path) for path in closed)
    ]
