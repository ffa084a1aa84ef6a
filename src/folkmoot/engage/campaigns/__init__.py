"""Campaigns whose effect is measured: a goal, an audience, arms drawn by lot, and one honest answer at the end.

What is compared (advocates, an announcement, a letter, a poster, nothing), between whom, by which analysis and from
which seed is frozen before anybody sees anything. Advocates are asked among those who offered themselves, write the
message together, and carry it by acts of their own. Nobody reads here what a single person did or did not do.

Not here: campaigns that collect ideas (listen/ideas), and who has which role (understand/network).
"""
