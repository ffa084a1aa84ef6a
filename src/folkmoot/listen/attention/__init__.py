"""What holds people's time: reads, how long and how far, what was sought in vain, and what a broadcast costs.

Readings come from the pages of items (on the server), from a script that adds how long and how far, and from rooms
with a measure of their own (`content.readings`). Single readings leave after a set time, sums stay, and nothing is
shown of fewer people than `attention.least`. Not here: who has read a must-read (content), what the feed shows first.
"""
