"""Addresses of the workbench, below the admin's own."""

from __future__ import annotations

from django.urls import path

from surveys.workbench.views import (
    channels,
    coding,
    fieldwork,
    files,
    missing,
    order,
    overview,
    places,
    publication,
    quality,
    quotas,
    small_groups,
    tables,
    themes,
    topics,
    trends,
    versions,
    weighting,
)

app_name = "workbench"

urlpatterns = [
    path("", overview.index, name="index"),
    path("results/<int:result_id>/", publication.result, name="result"),
    path("results/<int:result_id>/sign/", publication.sign, name="sign"),
    path("<int:survey_id>/", overview.overview, name="overview"),
    path("<int:survey_id>/fieldwork/", fieldwork.fieldwork, name="fieldwork"),
    path("<int:survey_id>/links/", channels.channels, name="channels"),
    path("<int:survey_id>/links/posters/", channels.posters, name="posters"),
    path("<int:survey_id>/links/open/poster/", channels.poster, name="open_poster"),
    path("<int:survey_id>/links/open/qr.svg", channels.qr, {"form": "svg"}, name="open_qr_svg"),
    path("<int:survey_id>/links/open/qr.png", channels.qr, {"form": "png"}, name="open_qr_png"),
    path("<int:survey_id>/links/<int:channel_id>/poster/", channels.poster, name="poster"),
    path("<int:survey_id>/links/<int:channel_id>/qr.svg", channels.qr, {"form": "svg"}, name="qr_svg"),
    path("<int:survey_id>/links/<int:channel_id>/qr.png", channels.qr, {"form": "png"}, name="qr_png"),
    path("<int:survey_id>/versions/", versions.versions, name="versions"),
    path("<int:survey_id>/quotas/", quotas.quotas, name="quotas"),
    path("<int:survey_id>/missing/", missing.missing, name="missing"),
    path("<int:survey_id>/weighting/", weighting.weighting, name="weighting"),
    path("<int:survey_id>/quality/", quality.quality, name="quality"),
    path("<int:survey_id>/order/", order.order, name="order"),
    path("<int:survey_id>/tables/", tables.tables, name="tables"),
    path("<int:survey_id>/trends/", trends.changes, name="trends"),
    path("<int:survey_id>/small-groups/", small_groups.groups, name="small_groups"),
    path("<int:survey_id>/tables/file/", tables.download, name="download"),
    path("<int:survey_id>/files/", files.files, name="files"),
    path("<int:survey_id>/files/take/", files.take, name="take"),
    path("<int:survey_id>/files/codebook/", files.codebook, name="codebook"),
    path("<int:survey_id>/files/<int:export_id>/deleted/", files.deleted, name="deleted"),
    path("<int:survey_id>/themes/", themes.themes, name="themes"),
    path("<int:survey_id>/themes/<slug:theme>/", themes.comments, name="comments"),
    path("<int:survey_id>/places/", places.places, name="places"),
    path("<int:survey_id>/topics/", topics.topics, name="topics"),
    path("<int:survey_id>/coding/", coding.coding, name="coding"),
    path("<int:survey_id>/coding/agreement/", coding.agreement, name="agreement"),
    path("<int:survey_id>/coding/settle/", coding.settlement, name="settlement"),
    path("<int:survey_id>/coding/<slug:purpose>/", coding.code, name="code"),
    path("<int:survey_id>/publication/", publication.publication, name="publication"),
]
