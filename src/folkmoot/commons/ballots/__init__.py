"""Ballots: votes of a roll of people on a question, secret for ever, counted in a way that anybody can repeat.

The whole product votes here: awards, contests, whatever a room above wants decided. A room opens a ballot for its own
purpose (its `home`), this room keeps roll, box and count, and draws the pages. Polls under a note are not here, nor
up-votes: those are opinions, this is a decision.

What secrecy promises, how, and where it ends is written in docs/decisions (what a secret ballot promises). In short:
that somebody voted is on the roll; what they chose is nowhere together with who they are: not in a table, not in
the order, time or number of rows, not in the log. While voting is open the papers lie sealed (encrypted, shuffled, of
one size, without time) in urns; at the close they become one list without any marks and one list of marks without
any choices.

Events: `ballots.ballot.opened`, `ballots.ballot.counted` (`outcome`: decided, tied, no_quorum, too_few),
`ballots.ballot.cancelled`, `ballots.ballot.announced`; each with `ballot`, `home` and `home_key`. None says what
anybody chose or who won, and casting, changing and delegating a vote is no event at all.
"""
