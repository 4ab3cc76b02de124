"""Single values of a file of HSDS: each read as ours, or a sentence about what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import strip_tags

from engagement.directory.choices import Referral


@dataclass
class Faults:
    """What was found while one service was read."""

    why: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def objects_of(told: dict[str, Any], name: str, faults: Faults) -> list[dict[str, Any]]:
    found = told.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        faults.why.append(f"“{name}” has to be a list of objects.")
        return []
    return found


def words_of(told: dict[str, Any], name: str, longest: int, faults: Faults, *, needed: str = "") -> str:
    """Plain text: markup taken out, and cut at a word where it is too long for us, which is said."""
    given = told.get(name)
    if given is not None and not isinstance(given, str):
        faults.why.append(f"“{name}” has to be text.")
        return ""
    # JSON can hold halves of letters, which no database stores.
    plain = strip_tags((given or "").encode("utf-8", "ignore").decode()).replace("\x00", "")
    text = re.sub(r"[^\S\n]+", " ", plain).strip()
    if needed and not text:
        faults.why.append(needed)
    if len(text) > longest:
        text = text[: longest - 1].rsplit(" ", 1)[0].rstrip() + "…"
        faults.remarks.append(f"“{name}” was longer than {longest} letters and is cut.")
    return text


def uuid_of(given: Any, what: str, faults: Faults) -> UUID | None:
    try:
        return UUID(str(given)) if isinstance(given, str) else UUID("")
    except ValueError:
        faults.why.append(f"{what} is not a UUID, which HSDS asks for.")
        return None


def one_of(told: dict[str, Any], name: str, known: list[str], faults: Faults) -> str:
    given = told.get(name)
    if not isinstance(given, str) or given not in known:
        faults.why.append(f"“{name}” has to be one of: {', '.join(known)}.")
        return known[0]
    return given


def age_of(told: dict[str, Any], name: str, faults: Faults) -> int | None:
    given = told.get(name)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < 1000:
        faults.why.append(f"“{name}” has to be a number of years.")
        return None
    # Many directories write 0 and 99 or more for "no limit".
    years = int(given)
    return None if (name == "minimum_age" and years == 0) or years >= 99 else years


def email_of(told: dict[str, Any], name: str, faults: Faults) -> str:
    given = words_of(told, name, 254, faults)
    if given:
        try:
            validate_email(given)
        except ValidationError:
            faults.why.append(f"“{name}” is not an e-mail address.")
    return given


def web_address_of(told: dict[str, Any], name: str, faults: Faults) -> str:
    given = words_of(told, name, 200, faults)
    if given and not re.match(r"https?://[^\s/]+\.[^\s]+$", given, re.I):
        faults.why.append(f"“{name}” has to be a web address that begins with https:// or http://.")
    return given


def how_to_come_of(told: dict[str, Any], faults: Faults) -> str:
    """What to do first, without the step of our own list that we write before it."""
    said = words_of(told, "application_process", 280, faults)
    for label in Referral.labels:
        said = said.removeprefix(f"{label}. ")
    return (
        words_of({"application_process": said}, "application_process", 240, faults) or "Ask the organisation"
    )


def phone_of(phones: list[dict[str, Any]], faults: Faults) -> str:
    numbers = [re.sub(r"[^\d+() -]", "", str(phone.get("number", ""))).strip() for phone in phones]
    numbers = [number for number in numbers if 3 <= len(re.sub(r"\D", "", number)) <= 16]
    if len(numbers) > 1:
        faults.remarks.append("Only the first telephone number is taken.")
    return numbers[0][:30] if numbers else ""


def day_of(told: dict[str, Any], name: str, faults: Faults) -> date | None:
    given = told.get(name)
    if not given:
        return None
    try:
        day = date.fromisoformat(str(given)[:10])
    except ValueError:
        faults.why.append(f"“{name}” is not a day written as 2026-01-31.")
        return None
    if day > date.today():
        faults.why.append(f"“{name}” is a day that has not come yet.")
    return day


def time_of(told: dict[str, Any], name: str, faults: Faults) -> time | None:
    given = told.get(name)
    if not given:
        return None
    try:
        return time.fromisoformat(str(given).strip()).replace(tzinfo=None, microsecond=0)
    except ValueError:
        faults.why.append(f"“{name}” of a schedule is not a time written as 17:30.")
        return None
