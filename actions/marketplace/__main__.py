"""`python -m actions.marketplace` runs the marketplace's own commands, such as the import."""

from actions.marketplace.commands.cli import app
from actions.marketplace.commands.running import read_environment

if __name__ == "__main__":
    read_environment()
    app(prog_name="python -m actions.marketplace")
