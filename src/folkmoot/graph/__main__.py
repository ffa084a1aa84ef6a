"""`python -m folkmoot.graph …`: the command line, without a database or settings."""

import sys

from folkmoot.graph.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
