"""A coffee as a calendar takes it in (RFC 5545)."""

from datetime import UTC, datetime, timedelta

import icalendar


def coffee(
    *, key: str, start: datetime, minutes: int, title: str, place: str, note: str, url: str, host: str, at: datetime
) -> bytes:
    """One event, without attendees' addresses: each of the two puts it into their own calendar."""
    event = icalendar.Event()
    event.add("uid", f"coffee-{key}@{host}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", (start + timedelta(minutes=minutes)).astimezone(UTC))
    event.add("summary", title)
    if place:
        event.add("location", place)
    event.add("description", f"{note}\n\n{url}".strip())
    event.add("url", url)
    whole = icalendar.Calendar()
    whole.add("prodid", "-//Folkmoot//introductions//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add_component(event)
    return whole.to_ical()
