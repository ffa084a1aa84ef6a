"""The wiki of a space: pages in a tree that many people write, which stay findable, current and approved.

A page is an Item of kind "page": comments, remarks on a passage, votes, follow, revisions, drafts, proposals, search
and feed come from the commons. Here are its place in the tree, its names, links between pages, who may edit, review
and reminders, templates, export and import.

Events, all with the page as `item` and its space: `wiki.page.edited` (is_minor, version, added, removed, proposal),
`wiki.page.renamed`, `wiki.page.moved`, `wiki.page.approved` and `wiki.page.returned` (person: who wrote the text),
`wiki.page.reviewed`, `wiki.page.review_due`, `wiki.page.handed_over`, `wiki.page.marked_outdated`,
`wiki.page.marked_current` (person: who answers for the page), and `wiki.pages.imported` (count).

Not here: reading files from a disk (outside.importers), and texts of one author (blogs).
"""
