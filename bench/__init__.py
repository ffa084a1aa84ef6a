"""Measurements that anyone can repeat. Each prints its own machine; tables are in README.md."""
