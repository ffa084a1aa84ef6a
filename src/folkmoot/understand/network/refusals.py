"""Why something is not done, for whoever asked."""


class NotAllowed(Exception):
    """The viewer may not do this."""
