"""Pure computing: drawing lots, how many people it takes, what the arms did, and when one may look."""
