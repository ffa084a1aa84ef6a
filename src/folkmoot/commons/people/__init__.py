"""People and their ties: accounts, profiles, units, relations to the organisation, follow and connection.

Not here: what people write (content), where they gather (spaces).
"""
