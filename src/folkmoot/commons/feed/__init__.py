"""What each person sees: home, space, person and tag feeds, notifications, digests, live updates.

Not here: what is written (content), how it is found (search).
"""
