"""The desk where reports are answered: kept, hidden or deleted, always with a reason for those concerned.

Not here: reporting itself and what hiding does (content), who moderates a space (spaces), who is told (feed).
"""
