"""The tables of the surveys: what is asked, what is open, what was answered."""

from surveys.models.answers import Comment, Intake, Nonce, Response
from surveys.models.codebooks import CodebookDraft, CodebookTrial, CodebookVersion
from surveys.models.coding import CodingPlan, CodingSample, CodingTurn, HumanCoding
from surveys.models.exports import Export
from surveys.models.fieldwork import (
    Channel,
    DailyCount,
    Fieldwork,
    LanguageCount,
    QuotaPlan,
    SectionStop,
)
from surveys.models.mixing import OwedVacuum, SeenClosed
from surveys.models.page import SurveyPage
from surveys.models.publication import PublishedResult
from surveys.models.quotes import Quote
from surveys.models.safeguarding import HardTextsOpened, KeyShare, Referral, SafeguardingKey
from surveys.models.theme_models import ThemeModel
from surveys.models.themes import PlaceMention, ThemeReading, ThemeTag
from surveys.models.versions import SurveyVersion, VersionText
from surveys.models.weighting import PopulationTable, WeightingPlan

__all__ = [
    "Channel",
    "CodebookDraft",
    "CodebookTrial",
    "CodebookVersion",
    "CodingPlan",
    "CodingSample",
    "CodingTurn",
    "Comment",
    "DailyCount",
    "Export",
    "Fieldwork",
    "HardTextsOpened",
    "HumanCoding",
    "Intake",
    "KeyShare",
    "LanguageCount",
    "Nonce",
    "OwedVacuum",
    "PlaceMention",
    "PopulationTable",
    "PublishedResult",
    "QuotaPlan",
    "Quote",
    "Referral",
    "Response",
    "SafeguardingKey",
    "SectionStop",
    "SeenClosed",
    "SurveyPage",
    "SurveyVersion",
    "ThemeModel",
    "ThemeReading",
    "ThemeTag",
    "VersionText",
    "WeightingPlan",
]
