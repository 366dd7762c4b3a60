"""The file: a ZIP with a page to read and JSON to take elsewhere. Made in memory, sent, never stored."""

import io
import json
import zipfile

from flask import render_template

from portal.core import clock
from portal.rights.export.sections import Section

FORMAT = "rongqiao-export-1"


def packed(sections: list[Section]) -> bytes:
    """The ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("我的数据.html", page(sections))
        file.writestr("data.json", as_json(sections))
    return made.getvalue()


def page(sections: list[Section]) -> str:
    """A page that needs nothing beside it: no script, no address, no picture."""
    return render_template("rights/_export_file.html", sections=sections, made_at=clock.local(clock.now()))


def as_json(sections: list[Section]) -> str:
    """`{format, made_at, section: [{key: value}]}`; times with their zone, amounts in fen."""
    content = {
        section.key: [{one.key: one.raw for one in entry} for entry in section.entries]
        for section in sections
    }
    made_at = clock.local(clock.now()).isoformat(timespec="seconds")
    head = {"format": FORMAT, "made_at": made_at}
    return json.dumps(head | content, ensure_ascii=False, indent=2)
