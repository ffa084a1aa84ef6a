"""Feeds to subscribe to, as Atom or RSS: only what a stranger may read.

No feed carries a secret address for signed-in people: a forwarded one would give their reading away.
"""
