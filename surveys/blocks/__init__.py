"""The blocks a survey is written with."""

from surveys.blocks.body import SectionBlock, SurveyBody

__all__ = ["SectionBlock", "SurveyBody"]
