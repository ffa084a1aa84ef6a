"""Campaigns whose effect is measured: a goal, an audience, arms drawn by lot, and one honest answer at the end.

What is compared (advocates, an announcement, a letter, a poster, nothing), between whom, by which analysis and from
which seed is frozen before anybody sees anything. Advocates are asked among those who offered themselves, write the
message together, and carry it by acts of their own. Nobody reads here what a single person did or did not do.

Not here: campaigns that collect ideas (listen/ideas), and who has which role (understand/network).

Events (`item` and `root`: the idea it is about; in the data always `campaign` and `title`):
`campaigns.campaign.prepared`, `.started` (`plan`, the seal), `.finished` (`outcome`, the comparisons), `.cancelled`;
`campaigns.advocate.accepted`; `campaigns.message.approved` (`writers`, `arm`) and `.carried` (`channel`, `carried`);
`campaigns.persuasion.measured` (`person`: an advocate; data as `persuading.lesson`), for whoever keeps roles: it
comes of nothing but the lot. Who was asked, who said no, and what one of the audience heard or did is no event.
"""
