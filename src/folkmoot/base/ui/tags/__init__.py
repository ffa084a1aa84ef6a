"""The components as template tags, by what they draw. `templatetags/ui.py` hands them out."""
