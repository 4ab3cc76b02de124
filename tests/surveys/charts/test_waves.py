"""The chart of several waves: every line told apart without colour, breaks left open, words for those who listen."""

from xml.etree import ElementTree

from surveys.charts.waves import Line, Mark, wave_chart

SVG = "{http://www.w3.org/2000/svg}"
WAVES = ("2023", "2024", "2025")


def drawn(*lines):
    return ElementTree.fromstring(wave_chart(lines, WAVES, title="Safe & sound?"))


def test_it_says_in_words_what_it_draws():
    chart = drawn(Line("Very <safe>", (Mark(40, 35, 45), None, Mark(50, 44, 56))))
    assert chart.find(f"{SVG}title").text == "Safe & sound?"
    assert "Very <safe>: 40%, not shown, 50%" in chart.find(f"{SVG}desc").text
    assert chart.get("role") == "img"


def joins(chart):
    """Lines from one wave to the next: those that are neither upright nor level with the frame."""
    return [
        line
        for line in chart.iter(f"{SVG}line")
        if line.get("x1") != line.get("x2") and line.get("stroke-width") == "3"
    ]


def test_points_that_can_be_compared_are_joined_and_others_are_not():
    whole = Line("Safe", (Mark(40, 35, 45), Mark(45, 40, 50), Mark(50, 44, 56)))
    broken = Line("Safe", (Mark(40, 35, 45), Mark(45, 40, 50, joined=False), None))
    assert len(joins(drawn(whole))) == 2
    assert joins(drawn(broken)) == []


def test_every_point_carries_its_range_and_lies_in_the_picture():
    chart = drawn(Line("Safe", (Mark(0, 0, 3), Mark(100, 90, 100), Mark(50, 44, 56))))
    width, height = (float(part) for part in chart.get("viewBox").split()[2:])
    for circle in chart.iter(f"{SVG}circle"):
        assert 0 < float(circle.get("cx")) < width and 0 < float(circle.get("cy")) < height
    assert (
        sum(
            line.get("stroke-opacity") == "0.4" or line.get("stroke-width") == "4"
            for line in chart.iter(f"{SVG}line")
        )
        == 3
    )


def test_lines_differ_in_their_marks_and_their_dashes():
    marks = tuple(Mark(10, 8, 12) for _ in WAVES)
    chart = drawn(*(Line(f"Answer {number}", marks) for number in range(6)))
    shapes = [len(list(chart.iter(f"{SVG}{name}"))) for name in ("circle", "rect", "path")]
    # Three points and one in the key for each line; four shapes in turn.
    assert shapes == [8, 8, 8]
    assert {line.get("stroke-dasharray") for line in joins(chart)} == {None, "10 5"}
