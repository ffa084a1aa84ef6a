"""Pages of attention, and the one place where pages' scripts tell of it."""
