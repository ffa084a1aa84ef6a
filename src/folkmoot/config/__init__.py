"""Puts the house together: settings, addresses, and the `folkmoot` command. Alone names every room."""
