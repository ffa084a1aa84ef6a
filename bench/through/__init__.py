"""Studies through the product: `python -m bench.through roles|campaigns`.

People act by the actions, and what is known of them is read by the queries, as somebody who uses the site would see
it. It starts a server of its own."""
