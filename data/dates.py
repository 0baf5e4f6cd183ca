"""Dates as articles carry them."""

import re
from datetime import date
from email.utils import parsedate

ISO = re.compile(r"\s*(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?![\d/.-])")
COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?!\d)")


def parse_day(published: str | None) -> date | None:
    """The day of a date as written: ISO 8601 or its like (`2019-03-31T10:00`, `2019/3/31`, `20190331`), or
    a mail header.

    A month or a year alone is its first day. None where it is none of these, or no day that exists.
    """
    if not published:
        return None
    try:
        if found := COMPACT.match(published):
            return date(*(int(part) for part in found.groups()))
        if found := ISO.match(published):
            year, _, month, day = found.groups()
            return date(int(year), int(month or 1), int(day or 1))
        mail = parsedate(published)
        return date(*mail[:3]) if mail else None
    except ValueError:
        return None
