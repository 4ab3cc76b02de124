"""Addresses below ``/directory/api/``. Open Referral UK writes them without a slash at the end."""

from django.urls import path

from engagement.directory import api

urlpatterns = [
    path("", api.about, name="directory-api"),
    path("services", api.services, name="directory-api-services"),
    path("services/<uuid:pk>", api.service, name="directory-api-service"),
    path("taxonomies", api.taxonomies, name="directory-api-taxonomies"),
    path("taxonomy_terms", api.taxonomy_terms, name="directory-api-terms"),
]
