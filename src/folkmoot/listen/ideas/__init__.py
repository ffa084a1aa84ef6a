"""Ideas that become real: campaigns and a standing box, stages, official answers, owners, teams and what came of it.

An idea is an Item of kind "idea", a campaign one of kind "idea_campaign": text, votes, comments, follow, search, feed
and mail are the commons'. This room knows where an idea stands, who has to answer it and how long it waits, and who
makes it real. Not here: the ledger of credit (acknowledge/credit subscribes to the events below) and prizes.

Events, all with `data.campaign`; `item` and `root` are the idea (or the campaign), `actor` or `alias` did it, and
`person` is whom it credits or concerns (nobody, where that is an alias):

    ideas.idea.moved         from, to (phases), stage, by_rule
    ideas.idea.accepted      answer, co_authors, owner
    ideas.idea.declined      answer, co_authors
    ideas.idea.merged        from, to, co_authors; `item` is the merged one, `root` the one that stays
    ideas.idea.reopened      answer
    ideas.idea.implemented   co_authors, owner, team
    ideas.idea.borrowed      unit, borrowing (`actor` borrows; `item` stays the origin)
    ideas.idea.shortlisted
    ideas.answer.overdue     days              ideas.stage.due          due_at, stage
    ideas.evaluation.given   (who scored what is told to nobody)
    ideas.coauthor.invited / joined / declined     person: the co-author
    ideas.amendment.accepted                           person: who proposed it; proposal
    ideas.owner.offered / changed / declined       person: the (new) owner; before
    ideas.sponsor.named                            person: the sponsor
    ideas.position.opened / applied                position
    ideas.team.joined / left                       person: the member; role
    ideas.task.done                                person: who did it; task
    ideas.progress.reported                        percent
    ideas.campaign.opened / closed                 ideas.reviewer.named
"""
