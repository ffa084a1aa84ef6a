"""What this installation has decided: typed settings that rooms declare and the site administrator edits.

The door is `folkmoot.base.site.settings` (`declare`, `get`, `put`).
"""
