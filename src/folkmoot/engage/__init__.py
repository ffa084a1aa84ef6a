"""Engage: people who carry a message in their own words, and a measured answer to whether it helped."""
