"""The site administrator's rooms: settings, who comes in, who is who, the profile's fields, the units.

Not here: moderating what people write (moderation), running a community (spaces).
"""
