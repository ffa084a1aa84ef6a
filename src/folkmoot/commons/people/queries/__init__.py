"""The reading door: people, always for a reader; only those who have met them before are told names alone."""

from .administration import all_people_for_administration, open_invitations, waiting_to_be_let_in
from .chart import chart_of
from .directory import DirectoryPage, Search, directory, filter_choices
from .export import own_data
from .profile import ProfilePage, profile_page
from .ties import Ties, connection_with, kept_away, people_tied, request_count, requests_to, skill_for, tie_with
from .visible import PersonLine, lines_of, mentionable, names_for, person_named, visible_people, visible_person

__all__ = [
    "DirectoryPage",
    "PersonLine",
    "ProfilePage",
    "Search",
    "Ties",
    "all_people_for_administration",
    "chart_of",
    "connection_with",
    "directory",
    "filter_choices",
    "kept_away",
    "lines_of",
    "mentionable",
    "names_for",
    "open_invitations",
    "own_data",
    "people_tied",
    "person_named",
    "profile_page",
    "request_count",
    "requests_to",
    "skill_for",
    "tie_with",
    "visible_people",
    "visible_person",
    "waiting_to_be_let_in",
]
