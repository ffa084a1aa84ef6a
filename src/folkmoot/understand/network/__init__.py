"""The network of who turns to whom, read from the log: one's own picture, the map, silos, who knows, advocates.

The log is read as columns (`reading`), weighed and measured by `folkmoot.graph` (`measuring`), and kept as a snapshot
with its parameters (`Snapshot`, `keeping`). A person sees their own picture first. Others see by name only who has
chosen so (`Consent`), and of groups only what at least `network.least` people make up (`shown`, decided once for a
week). `purposes` says what is computed, from what, for whom and how long; policy and the page for works councils
both read it. What campaigns taught by lot (`Lesson`, `persuasion`) stands beside what the log shows, never in it.
Not here: whom to introduce to whom, campaigns.
"""
