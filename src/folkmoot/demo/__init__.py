"""A believable firm to look at and to try things in: Ankerholt, which makes harbour cranes and their sensors.

Everything is written through the rooms' own writing doors, at moments spread over the past year and in their
order, from a fixed seed. What people say is in `firm/`, as plain text. Nothing else imports this room.
"""
