"""Questions and answers: ask, answer, accept, verify, link duplicates, invite somebody who may know.

Not here: votes and comments (every kind has them from the commons), and who is called an expert by measuring
(understand). Experts here are named by people.
"""
