"""What the style page shows. Invented people."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms


class SampleForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="As colleagues call you.")
    email = forms.EmailField(label="E-mail")
    about = forms.CharField(widget=forms.Textarea, required=False)
    site = forms.ChoiceField(choices=[("b", "Bremen"), ("l", "Leuven"), ("p", "Porto")])
    joined_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    picture = forms.FileField(required=False)
    ways = forms.MultipleChoiceField(
        label="How may we reach you?",
        choices=[("m", "By mail"), ("p", "On the page"), ("n", "Not at all")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    audience = forms.ChoiceField(
        label="Who may read this?", choices=[("e", "Employees"), ("a", "Everyone")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="I have read the rules of the house")


def context() -> dict[str, Any]:
    now = datetime.now(UTC)
    names = [
        ("Hana Okafor", "Talent community manager, Bremen"),
        ("Eli Sørensen", "Engineer, pumps and valves"),
        ("Mia Fernandes", "Hiring manager, service"),
        ("Otto Brandt", "Site administrator"),
        ("Kim Nguyen", "Plant lead at Norwater"),
        ("Cara Whitfield-Johansson", "Candidate for product design"),
        ("Jonas Weber", ""),
        ("Adaeze Bello", "Quality"),
    ]
    people = [{"name": name, "headline": line, "url": "#", "id": name} for name, line in names]
    return {
        "person": people[0],
        "people": people,
        "alias": {"name": "Quiet Heron", "is_alias": True},
        "many": [f"Somebody {n}" for n in range(24)],
        "form": SampleForm(),
        "bad_form": SampleForm({"bad-email": "not an address", "bad-about": "Kept as typed."}, prefix="bad"),
        "navigation": [
            {"label": "Home", "url": "#", "icon": "house", "is_current": True},
            {"label": "Communities", "url": "#", "icon": "messages-square", "count": 3},
            {"label": "Questions", "url": "#", "icon": "circle-help"},
            {"label": "People", "url": "#", "icon": "users"},
            {"label": "Articles", "url": "#", "icon": "newspaper"},
        ],
        "navigation_spaces": [
            {"label": "Pumps & valves", "url": "#"},
            {"label": "New in Bremen", "url": "#", "count": 2},
        ],
        "bell_count": 4,
        "compose_url": "#composer",
        "banners": [{"text": "Mia invited you to “Service stories”.", "url": "#", "label": "Look at it"}],
        "tabs": [
            {"label": "Talk", "url": "#", "is_current": True, "count": 12},
            {"label": "Questions", "url": "#", "count": 4},
            {"label": "Members", "url": "#"},
        ],
        "crumbs": [{"label": "Communities", "url": "#"}, {"label": "Pumps & valves", "url": "#"}, {"label": "Talk"}],
        "counts": [
            {"face": "👏", "name": "applause", "count": 12, "mine": True},
            {"face": "💡", "name": "idea", "count": 3},
        ],
        "choices": [
            {"face": face, "name": name} for face, name in (("👏", "applause"), ("💡", "idea"), ("❤️", "heart"))
        ],
        "course": [3, 5, 4, 8, 7, 11, 10, 14],
        "bars": [("Bremen", 42), ("Leuven", 31), ("Porto", 12)],
        "now": now,
        "earlier": now - timedelta(hours=3),
        "facts": [("Unit", "Service"), ("Works from", "Leuven"), ("Time zone", "Europe/Brussels")],
    }
