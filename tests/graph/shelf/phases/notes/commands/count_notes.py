"""``doit count-notes``: how many notes there are."""

from phases.graph.commands.base import Command


class CountNotes(Command):
    """``doit count-notes``."""

    name = "count-notes"
    doc_purpose = "count the notes"
    doc_usage = ""

    def _execute(self) -> int:
        items = self.graph.items.values()
        self.outstream.write(f"{sum(item.pipeline.name == 'notes' for item in items)} notes\n")
        return 0
