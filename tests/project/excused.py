"""What stands in the pages and is not run where everything else is, each with the reason. A test asks for each line."""

LANGUAGES = {
    "text": "no code: a drawing, an output, or the shape of a call; an output behind a command is compared with it",
    "powershell": "needs Windows and a SQL Server; its SELECTs are the shipped ones, which have tests of their own",
    "": "one line, `pip install`: done for all three packages by `make test-dist`",
}
"""Languages of blocks that no test runs."""

PYTHON_PAGES = {
    "procurify_client/README.md": "names a made-up tenant: tests/procurify_client runs it against the loopback server",
}
"""Pages whose Python another test runs."""

CONSOLE_PAGES = {
    "docs/tutorial/index.md": "test_tutorial.py follows it, with its files",
}
"""Pages whose commands another test runs."""

COMMANDS = {
    "make": "targets of the Makefile build, test and publish the repository itself; CI runs them",
    "python -m pip": "installs into the environment: done by `make test-dist`, into clean ones",
    "python -m venv": "makes an environment: done by `make test-dist`",
    "python -m twine": "publishes: done by `make test-dist`, to an index on this machine",
    "python -m procurify_client.testing": "a server that runs until Ctrl-C; tests/procurify_client starts it",
    "python -m examples.embedding": "tests/examples runs it",
    "python -c": "prints a folder of the installation",
    "curl": "asks a run that is under way; tests/end_to_end/test_run.py asks it the same",
    "gp-sync run": "runs until it is told to stop; tests/end_to_end/test_run.py starts and stops it",
    "export": "placeholders for the secrets, which the world has in its environment",
}
"""Beginnings of commands that are taken apart by the command line alone."""

OUTPUTS = {
    "docs/how-to/configure.md": "a configuration with mistakes",
    "docs/how-to/doctor.md": "a connection with something of everything that can be wrong",
    "docs/how-to/go-live.md": "a company with years of orders",
    "docs/how-to/reconcile.md": "a company with a month of orders",
    "docs/how-to/verify-the-audit.md": "a ledger with thousands of rows",
}
"""Pages whose outputs are those of other companies than the one that their commands are run for."""

NAMES = {"gp-sync vault": "the name of an entry in a keyring"}
"""What begins as a command does, and is none."""
