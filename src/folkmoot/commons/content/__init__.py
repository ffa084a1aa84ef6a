"""The one waist: everything published is an Item. Comments, votes, reactions, tags, revisions, drafts, files,
reports and voices are written here once, for every kind.

Not here: what a kind alone knows (listen), who is told (feed), how it is found (search).
"""
