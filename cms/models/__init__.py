"""Page types of the public site, one module a subject."""

from cms.models.advisory_group import AdvisoryGroupPage, AdvisoryRole, MeetingSummary
from cms.models.areas import AreaPage, AreasPage
from cms.models.campaign import CampaignPage, StoryPage
from cms.models.delivery_plan import DeliveryPlanPage
from cms.models.directory import DirectoryPage
from cms.models.documents import SiteDocument
from cms.models.events import EventPage, EventsPage
from cms.models.faith_alliance import AllianceMaterial, FaithAllianceMember, FaithAlliancePage
from cms.models.home import HomePage
from cms.models.images import SiteImage, SiteRendition
from cms.models.news import NewsIndexPage, NewsPage
from cms.models.pledges import PledgeCount
from cms.models.promises import PromisesPage
from cms.models.reassurance import ReassurancePage
from cms.models.remarks import PageRemark
from cms.models.results import ResultsIndexPage
from cms.models.standard import StandardPage, SupportPage
from cms.models.toolkits import ToolkitPage, ToolkitsPage
from cms.models.youth_assembly import (
    AssemblyDecision,
    AssemblyPaper,
    BoardQuestion,
    Meeting,
    YouthAssemblyPage,
)

__all__ = [
    "AdvisoryGroupPage",
    "AdvisoryRole",
    "AllianceMaterial",
    "AreaPage",
    "AreasPage",
    "AssemblyDecision",
    "AssemblyPaper",
    "BoardQuestion",
    "CampaignPage",
    "DeliveryPlanPage",
    "DirectoryPage",
    "EventPage",
    "EventsPage",
    "FaithAllianceMember",
    "FaithAlliancePage",
    "HomePage",
    "Meeting",
    "MeetingSummary",
    "NewsIndexPage",
    "NewsPage",
    "PageRemark",
    "PledgeCount",
    "PromisesPage",
    "ReassurancePage",
    "ResultsIndexPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandardPage",
    "StoryPage",
    "SupportPage",
    "ToolkitPage",
    "ToolkitsPage",
    "YouthAssemblyPage",
]
