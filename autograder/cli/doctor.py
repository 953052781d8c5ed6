"""The command that says how well submissions can be kept apart here."""

import json

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document, and nothing else.")
def doctor(as_json: bool) -> None:
    """Tries every isolation level on this machine. Exit code 1 when none is fit for strangers' submissions."""
    from autograder.workflow.doctor import diagnose

    found = diagnose()
    best = next((each.probe.level for each in found if each.probe.sound), "process")
    if as_json:
        levels = [
            {"level": each.probe.level, "sound": each.probe.sound, "holds": each.probe.holds,
             "problem": each.probe.problem, "remedy": each.remedy}
            for each in found
        ]  # fmt: skip
        click.echo(json.dumps({"isolation": best, "levels": levels}, indent=1))
    else:
        table = Table(box=None, pad_edge=False)
        for heading in ("level", "here", "what does not hold, and why"):
            table.add_column(heading, overflow="fold")
        for each in found:
            failed = [what for what, held in each.probe.holds.items() if not held]
            tried = "does not hold: " + "; ".join(failed) if failed else "holds all that was tried"
            says = each.probe.problem or tried
            weak = Text("no" if each.probe.problem else "weak", "red")
            verdict = Text("holds", "green") if each.probe.sound else weak
            remedy = f"\nTo get it: {each.remedy}" if each.remedy else ""
            table.add_row(each.probe.level, verdict, Text(f"{each.means}.\n{says}{remedy}\n"))
        Console().print(table)
        click.echo(f"Submissions are graded at level {best} here.")
    click.get_current_context().exit(0 if best in ("full", "uid") else 1)
