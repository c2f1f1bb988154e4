"""Start the command from the package: ``python -m qingmiao``."""

import sys

from qingmiao.cli import main

if __name__ == "__main__":
    sys.exit(main())
