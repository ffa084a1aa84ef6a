"""Introductions: each week a few people whom somebody has not met, with the reason, for those who asked for it.

Only people who take part are suggested, to people who take part; never again once named, never across a distance that
one of them keeps, and never anybody who is left out of analysis. What is said of why comes from what every employee
could see anyway. It is not matchmaking by a score that anybody sees: there is no score, only people and reasons.
"""
