"""Statistical disclosure control: what of a table may be published, and why that is enough."""

from surveys.analysis.disclosure.merging import Estimate, Merges, Net, merge, protect_merged
from surveys.analysis.disclosure.publication import (
    CONFIDENTIAL,
    NOT_APPLICABLE,
    AuditEntry,
    ProtectedTable,
    PublishedCell,
    PublishedRow,
    protect,
)
from surveys.analysis.disclosure.release import ReleaseCheck, release_ok
from surveys.analysis.disclosure.table import Breakdown, Option, Policy, Row, Table

__all__ = [
    "CONFIDENTIAL",
    "NOT_APPLICABLE",
    "AuditEntry",
    "Breakdown",
    "Estimate",
    "Merges",
    "Net",
    "Option",
    "Policy",
    "ProtectedTable",
    "PublishedCell",
    "PublishedRow",
    "ReleaseCheck",
    "Row",
    "Table",
    "merge",
    "protect",
    "protect_merged",
    "release_ok",
]
