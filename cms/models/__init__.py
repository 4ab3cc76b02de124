"""Page types of the public site, one module a subject."""

from cms.models.areas import AreaPage, AreasPage
from cms.models.campaign import CampaignPage, StoryPage
from cms.models.directory import DirectoryPage
from cms.models.documents import SiteDocument
from cms.models.events import EventPage, EventsPage
from cms.models.faith_alliance import FaithAllianceMember, FaithAlliancePage
from cms.models.home import HomePage
from cms.models.images import SiteImage, SiteRendition
from cms.models.news import NewsIndexPage, NewsPage
from cms.models.promises import PromisesPage
from cms.models.remarks import PageRemark
from cms.models.results import ResultsIndexPage
from cms.models.standard import StandardPage, SupportPage
from cms.models.youth_assembly import BoardQuestion, Meeting, YouthAssemblyPage

__all__ = [
    "AreaPage",
    "AreasPage",
    "BoardQuestion",
    "CampaignPage",
    "DirectoryPage",
    "EventPage",
    "EventsPage",
    "FaithAllianceMember",
    "FaithAlliancePage",
    "HomePage",
    "Meeting",
    "NewsIndexPage",
    "NewsPage",
    "PageRemark",
    "PromisesPage",
    "ResultsIndexPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandardPage",
    "StoryPage",
    "SupportPage",
    "YouthAssemblyPage",
]
