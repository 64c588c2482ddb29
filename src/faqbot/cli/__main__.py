"""Runs the command line as `python -m faqbot.cli`."""

from faqbot.cli import main

if __name__ == "__main__":
    main()
