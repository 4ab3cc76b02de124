"""Public addresses that are not pages: files of results, and what robots and browsers ask for."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from cms import views
from cms.campaign.views import pledge, pledge_made, share_kit, shared_picture
from cms.directory.views import keep, keep_thanks, suggest, suggest_thanks
from cms.remarks.views import something_wrong, thanks
from cms.toolkits.views import planner
from cms.transparency.views import what_we_store, what_we_store_json

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("results/<slug:slug>/tables.csv", views.tables_csv, name="tables-csv"),
    path("results/<slug:slug>/tables.json", views.tables_json, name="tables-json"),
    path("what-we-store/", what_we_store, name="what-we-store"),
    path("what-we-store/report.json", what_we_store_json, name="what-we-store-json"),
    path("something-wrong/", something_wrong, name="something-wrong"),
    path("something-wrong/thanks/", thanks, name="something-wrong-thanks"),
    path("directory/suggest/<slug:slug>/", suggest, name="directory-suggest"),
    path("directory/thanks/", suggest_thanks, name="directory-suggest-thanks"),
    path("directory/keep/thanks/", keep_thanks, name="directory-keep-thanks"),
    path("directory/keep/<str:secret>/", keep, name="directory-keep"),
    path("pledge/<int:page_id>/<uuid:key>/", pledge, name="pledge"),
    path("pledge/<int:page_id>/<uuid:key>/thanks/", pledge_made, name="pledge-made"),
    path("share/<int:page_id>/<slug:key>/kit.zip", share_kit, name="share-kit"),
    path("share/<int:page_id>/<slug:key>/<slug:size>.png", shared_picture, name="shared-picture"),
    path("planner/", planner, name="planner"),
    path("favicon.svg", views.favicon, name="favicon"),
    path("favicon.ico", views.favicon),
]
