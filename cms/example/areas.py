"""The example's seven area pages: what is done in each is invented."""

from __future__ import annotations

from datetime import date, timedelta

from cms.example.pages import ensure_page
from cms.models import AreaPage, AreasPage, HomePage
from cms.shapes import AREAS

DONE_HERE = {
    "E08000025": (
        "Two youth workers wait at the bus interchange each Friday until the last bus has gone. They wear yellow and "
        "carry chargers.",
        "Three halls share one timetable, so that something is open every evening.",
    ),
    "E08000026": (
        "A group of sixth-formers walks the ring-road underpass each month and writes down what is dark or broken.",
        "The list goes to the council, and the answers come back to them first.",
    ),
    "E08000027": (
        "Market traders keep a table with a kettle. Anybody who feels followed can stand there as long as they like.",
        "New traders are shown how on their first day.",
    ),
    "E08000028": (
        "The lamp walk: neighbours count the lights that are out between Canal Street and the college.",
        "The numbers stand on the poles, so that everybody can ask after one.",
    ),
    "E08000029": (
        "School leavers plan the first summer evening of each park themselves, with a budget and a grown-up who signs.",
        "Last time it was table tennis and dumplings.",
    ),
    "E08000030": (
        "The open hall on Friday nights has a small room that stays quiet.",
        "Homework, a sofa, and somebody who listens if you want them to.",
    ),
    "E08000031": (
        "Mentors who grew up here meet young people where they already are: the barber's, the gym, the mandir kitchen.",
        "They stay for a year at least, because people who leave early do harm.",
    ),
}


def build_areas(home: HomePage, *, today: date) -> None:
    """The map page and a page for each of the seven areas."""
    parent = ensure_page(
        home,
        AreasPage,
        "areas",
        title="Your area",
        search_description="Seven areas: what people said, what is promised, what is on and who helps.",
        standfirst="Seven areas, seven shapes. Pick yours.",
        is_example=True,
        show_in_menus=True,
    )
    for code, area in AREAS.items():
        first, second = DONE_HERE[code]
        ensure_page(
            parent,
            AreaPage,
            area.name.lower(),
            title=area.name,
            area=code,
            search_description=f"{area.name}: what people said, what is promised, what is on and who helps.",
            standfirst="What people here said, what is promised, and where to go.",
            is_example=True,
            kept_by="The area team (invented)",
            look_again_on=today + timedelta(days=120),
            body=[("heading", "Done here"), ("paragraph", f"<p>{first}</p><p>{second}</p>")],
        )
