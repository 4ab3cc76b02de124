"""Public addresses of surveys that are not answered from bytes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
