"""PostgreSQL: where it is, and, when nobody gives us one, a server of our own.

``configuration`` answers how to connect; ``binaries``, ``cluster`` and ``server`` find, create and run the
embedded PostgreSQL. Nothing here needs Django, so the supervisor can start the database before anything else.
This room knows no table: models and migrations belong to the rooms.
"""
