"""What every room shares, a staircase of its own: search > feed > content > spaces > people."""
