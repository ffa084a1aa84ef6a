"""Videos: everybody has a channel. Brought in pieces that survive a broken line, looked into, made small enough to
play anywhere, with captions, chapters and a transcript that can be searched.

Events: `videos.video.brought` (somebody published one; it is prepared afterwards), `videos.video.ready` and
`videos.video.refused` (person: who brought it), `videos.captions.kept` and `.removed`, `videos.video.finished`
(somebody has watched to the end; never for a viewer who asked not to be counted). Each carries item, root and space.

Not here: what watching tells about attention as a whole (attention), and the files themselves (base.files).
"""
