"""Reading a mapping file: every mistake in it is told with the place where it stands."""

from __future__ import annotations

import codecs
import datetime
import hashlib
import re
import tomllib
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Any

from surveys.analysis.demographics import STANDARD
from surveys.exchange.bands import check_bands, codes_of
from surveys.exchange.mapping import (
    CommentColumn,
    DemographicColumn,
    Mapping,
    Option,
    Question,
    plain,
)
from surveys.exchange.problems import Problems, Unreadable, did_you_mean, quoted
from surveys.exchange.read_weighting import read_weighting

CODE = re.compile(r"^[A-Z][A-Z0-9_]{0,29}$")
TYPES = ("radio", "checkbox", "scale", "grid")
TICKED = ("1", "yes", "y", "x", "true", "ticked", "checked", "selected")
UNTICKED = ("0", "no", "n", "false", "not ticked", "unticked", "not selected")
WIDEST_SCALE = 100

_TOP = (
    *("title", "opened", "closed", "invited", "synthetic", "encoding", "delimiter", "sheet", "missing"),
    *("demographics", "questions", "comments", "weighting"),
)


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file. Raises Unreadable with up to twenty sentences about what is wrong in it."""
    problems = Problems()
    try:
        content = path.read_bytes()
        data = tomllib.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise Unreadable((f"The mapping {path} cannot be read: {error.strerror or error}.",)) from error
    except UnicodeDecodeError as error:
        raise Unreadable((f"The mapping {path} is not UTF-8; save it as UTF-8.",)) from error
    except tomllib.TOMLDecodeError as error:
        raise Unreadable((f"The mapping {path} is not TOML: {error}.",)) from error
    _known(data, _TOP, "the mapping", problems)
    title = _text(data, "title", "the mapping", problems, needed=True)
    opened, closed = (_date(data, key, problems) for key in ("opened", "closed"))
    if opened and closed and opened > closed:
        problems.add(
            f"The mapping: the survey closed on {closed}, before it opened on {opened}. Correct the dates."
        )
    demographics = tuple(
        read
        for name, part in _parts(data, "demographics", problems)
        if (read := _demographic(name, part, problems)) is not None
    )
    mapping = Mapping(
        title=title,
        opened=opened,
        closed=closed,
        invited=_text(data, "invited", "the mapping", problems),
        synthetic=_flag(data, "synthetic", "the mapping", problems),
        encoding=_encoding(data, problems),
        delimiter=_delimiter(data, problems),
        sheet=_text(data, "sheet", "the mapping", problems),
        missing=frozenset({"", *(plain(word) for word in _words(data, "missing", "the mapping", problems))}),
        demographics=demographics,
        questions=tuple(
            read
            for code, part in _parts(data, "questions", problems)
            if (read := _question(code, part, problems)) is not None
        ),
        comments=tuple(
            read
            for code, part in _parts(data, "comments", problems)
            if (read := _comment(code, part, problems)) is not None
        ),
        weighting=read_weighting(data.get("weighting", {}), demographics, problems),
        digest=hashlib.sha256(content).hexdigest(),
    )
    if not problems and not mapping.questions and not mapping.comments:
        problems.add(
            "The mapping names no question and no comment, so there is nothing to report. Add at least one."
        )
    problems.refuse_if_any()
    return mapping


def _known(part: Table[str, Any], keys: tuple[str, ...], where: str, problems: Problems) -> None:
    for key in part:
        if key not in keys:
            problems.add(
                f"{_sentence(where)} has the key {quoted(key)}, which means nothing here; it may have "
                f"{', '.join(keys)}.{did_you_mean(key, list(keys))}"
            )


def _sentence(where: str) -> str:
    return where[0].upper() + where[1:]


def _parts(data: Table[str, Any], name: str, problems: Problems) -> list[tuple[str, dict[str, Any]]]:
    group = data.get(name, {})
    if not isinstance(group, dict) or not all(isinstance(part, dict) for part in group.values()):
        problems.add(f"The mapping: write [{name}.NAME] above the keys of each part of {name}.")
        return []
    return list(group.items())


def _text(part: Table[str, Any], key: str, where: str, problems: Problems, *, needed: bool = False) -> str:
    given = part.get(key, "")
    if not isinstance(given, str) or (needed and not given.strip()):
        problems.add(f'{_sentence(where)}: {key} is missing or not a text; write {key} = "...".')
        return ""
    return given.strip()


def _flag(part: Table[str, Any], key: str, where: str, problems: Problems) -> bool:
    given = part.get(key, False)
    if not isinstance(given, bool):
        problems.add(f"{_sentence(where)}: {key} is {given!r}; write true or false, without quotation marks.")
        return False
    return given


def _words(part: Table[str, Any], key: str, where: str, problems: Problems) -> list[str]:
    given = part.get(key, [])
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        problems.add(f'{_sentence(where)}: {key} must be a list of texts, such as {key} = ["", "N/A"].')
        return []
    return given


def _date(data: Table[str, Any], key: str, problems: Problems) -> datetime.date | None:
    given = data.get(key)
    if isinstance(given, datetime.datetime):
        return given.date()
    if given is None or isinstance(given, datetime.date):
        return given
    problems.add(
        f"The mapping: {key} is {given!r}; write a date without quotation marks, such as 2023-05-01."
    )
    return None


def _encoding(data: Table[str, Any], problems: Problems) -> str:
    given = _text(data, "encoding", "the mapping", problems) or "utf-8"
    try:
        return codecs.lookup(given).name
    except LookupError:
        problems.add(f"The mapping: the encoding {quoted(given)} is not known; use utf-8, cp1252 or utf-16.")
        return "utf-8"


def _delimiter(data: Table[str, Any], problems: Problems) -> str:
    given = data.get("delimiter", ",")
    if not isinstance(given, str) or len(given) != 1 or given in '"\r\n':
        problems.add(
            f'The mapping: the delimiter is {given!r}; write one character, such as ",", ";" or "\\t".'
        )
        return ","
    return given


def _demographic(name: str, part: dict[str, Any], problems: Problems) -> DemographicColumn | None:
    where = f"[demographics.{name}]"
    if name not in STANDARD:
        problems.add(
            f"{where}: {quoted(name)} is not one of our demographics; they are {', '.join(STANDARD)}."
            + did_you_mean(name, list(STANDARD))
        )
        return None
    _known(part, ("column", "values", "number", "approximate"), where, problems)
    column = _text(part, "column", where, problems, needed=True)
    number = _flag(part, "number", where, problems)
    values = part.get("values", {})
    if not isinstance(values, dict):
        problems.add(f"{where}: values must be a table of the file's words and our codes.")
        values = {}
    if number and name != "age_band":
        problems.add(f"{where}: only age_band can be read from numbers.")
    if not number and not values:
        problems.add(f"{where}: there are no values; write one for each word of the column, word = code.")
    read = DemographicColumn(
        variable=name,
        column=column,
        values={
            plain(word): codes_of(name, given, f"{where}, {quoted(word)}", problems)
            for word, given in values.items()
        },
        number=number,
        approximate=_flag(part, "approximate", where, problems),
        written={plain(word): " ".join(word.split()) for word in values},
    )
    if len(read.values) < len(values):
        problems.add(
            f"{where}: two words differ only in spaces or capitals, which are not told apart; keep one."
        )
    check_bands(read, problems)
    return read


def _question(code: str, part: dict[str, Any], problems: Problems) -> Question | None:
    where = f"[questions.{code}]"
    _code(code, where, problems)
    kind = part.get("type")
    if kind not in TYPES:
        problems.add(f"{where}: the type is {kind!r}; it must be one of {', '.join(TYPES)}.")
        return None
    keys = {
        "radio": ("column", "options"),
        "checkbox": ("column", "columns", "options", "separator", "ticked", "unticked"),
        "scale": ("column", "min", "max"),
        "grid": ("columns", "options"),
    }[kind]
    _known(part, ("label", "type", *keys), where, problems)
    label = _text(part, "label", where, problems) or code
    several = kind == "grid" or (kind == "checkbox" and "columns" in part)
    columns: tuple[tuple[str, str], ...]
    if several:
        given = part.get("columns")
        if not isinstance(given, dict) or not given or not all(isinstance(c, str) for c in given.values()):
            what = "statement" if kind == "grid" else "option"
            problems.add(
                f'{where}: columns must be a table with a column for each {what}, "{what}" = "column".'
            )
            return None
        columns = tuple((name.strip(), column.strip()) for name, column in given.items())
    else:
        columns = ((label, _text(part, "column", where, problems, needed=True)),)
    separator = part.get("separator", "")
    if kind == "checkbox" and not several and (not isinstance(separator, str) or not separator):
        problems.add(f'{where}: several answers in one column need a separator, such as separator = ";".')
        return None
    options = () if kind == "scale" or (kind == "checkbox" and several) else _options(part, where, problems)
    low, high = _ends(part, where, problems) if kind == "scale" else (0, 0)
    return Question(
        code=code,
        label=label,
        type=kind,
        columns=columns,
        options=options,
        separator=separator,
        ticked=tuple(plain(word) for word in _words(part, "ticked", where, problems)) or TICKED,
        unticked=tuple(plain(word) for word in _words(part, "unticked", where, problems)) or UNTICKED,
        low=low,
        high=high,
    )


def _ends(part: dict[str, Any], where: str, problems: Problems) -> tuple[int, int]:
    low, high = part.get("min"), part.get("max")
    if type(low) is int and type(high) is int and 0 < high - low <= WIDEST_SCALE:
        return low, high
    problems.add(
        f"{where}: a scale needs whole numbers for min and max, min below max and at most {WIDEST_SCALE} apart."
    )
    return 0, 0


def _code(code: str, where: str, problems: Problems) -> None:
    if not CODE.match(code):
        problems.add(
            f"{where}: {quoted(code)} is no code for a question; use up to 30 capitals, digits and underscores, "
            "beginning with a letter."
        )


def _options(part: dict[str, Any], where: str, problems: Problems) -> tuple[Option, ...]:
    given = part.get("options")
    if not isinstance(given, list) or not given:
        problems.add(f'{where}: options must be a list of the answers in order, such as ["Yes", "No"].')
        return ()
    found: list[Option] = []
    for each in given:
        if isinstance(each, str) and each.strip():
            found.append(Option(" ".join(each.split()), (plain(each),)))
            continue
        words = each.get("values") if isinstance(each, dict) else None
        label = each.get("label") if isinstance(each, dict) else None
        if not (
            isinstance(label, str)
            and label.strip()
            and isinstance(words, list)
            and words
            and all(isinstance(word, str) for word in words)
            and set(each) == {"label", "values"}
        ):
            problems.add(
                f'{where}: the option {each!r} is neither a text nor {{ label = "...", values = ["..."] }}.'
            )
            continue
        found.append(Option(" ".join(label.split()), tuple(plain(word) for word in words)))
    labels = [option.label for option in found]
    words_of_all = [word for option in found for word in option.words]
    for twice in dict.fromkeys(
        [x for x in labels if labels.count(x) > 1] + [x for x in words_of_all if words_of_all.count(x) > 1]
    ):
        problems.add(f"{where}: {quoted(twice)} stands twice among the options; keep one.")
    return tuple(found)


def _comment(code: str, part: dict[str, Any], problems: Problems) -> CommentColumn | None:
    where = f"[comments.{code}]"
    _code(code, where, problems)
    _known(part, ("column", "label"), where, problems)
    column = _text(part, "column", where, problems, needed=True)
    return CommentColumn(code, _text(part, "label", where, problems) or code, column)
