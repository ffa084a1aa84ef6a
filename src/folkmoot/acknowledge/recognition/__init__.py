"""Recognition: people thank each other for deeds, vote on awards, and see whether it is shared out fairly.

A *kudos* always points at a deed and at one of the firm's values. What everybody may read is an Item of kind "kudos",
with all that the waist gives; a private one is a row of this room alone and reaches its two ends and nobody else.
Points come from an allowance that expires, or from a boost whose budget everybody sees; they are earned into a purse
whose every line is kept. *Awards* run in rounds: nominate, second, check, vote (a ballot of commons.ballots), decide.
*Rewards* are what points buy. *Milestones* are years of work. The *fairness report* says who gives and gets, for
groups large enough, never for a person.

Not here: the count and the box of a vote (commons.ballots), credit for deeds (acknowledge.credit).

Events: `recognition.kudos.given` and `recognition.kudos.joined` (one for each recipient: `person`, `item`; data:
`kudos`, `deed`, and for given `value`, `team`), `recognition.award.nominated` (`person`; data: `round`, `award`),
`recognition.award.decided` (one for each winner: `person`, `item`; data: `round`, `award`, `points`),
`recognition.milestone.reached` (`person`; data: `years`), `recognition.reward.redeemed` (`person`; data: `reward`),
`recognition.redemption.answered` (`actor`, `person`).
A private kudos is no event, and what anybody voted is none either.
"""
