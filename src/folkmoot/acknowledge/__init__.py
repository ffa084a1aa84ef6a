"""Acknowledge: rooms that say thank you, and to whom. They read the log; no room below waits for them."""
