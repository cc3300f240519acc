"""``python -m wijkanalyse``: the command line of `cli`."""

from wijkanalyse.cli import main

if __name__ == "__main__":
    main()
