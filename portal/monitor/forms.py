"""What a monitor asks of the board, in an address, and what is noted about a card."""

from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired

from portal.core.forms import Form
from portal.monitor.models import BoardNote
from portal.monitor.words import AGES, NOTES
from search import taxonomy


class BoardForm(Form):
    """Filled from an address: it changes nothing, and has no token. `counties`: code → how many cards."""

    class Meta(Form.Meta):
        csrf = False

    county = SelectField("区县", default="")
    days = SelectField(
        "在这里多久",
        choices=[SelectChoice("", "不限"), *(SelectChoice(str(days), label) for days, label in AGES.items())],
        default="",
    )

    def __init__(self, *args, counties: dict[str, int], **values) -> None:
        super().__init__(*args, **values)
        some = [(code, f"{taxonomy.regions.short(code)}（{number}）") for code, number in counties.items()]
        self.county.choices = [SelectChoice("", "全部"), *(SelectChoice(*one) for one in some)]


class NoteForm(Form):
    """A code, no words: nothing of the firm or of a person can be written down here."""

    what = RadioField(
        "记一笔",
        [DataRequired("请选一项")],
        choices=[SelectChoice(note.value, NOTES[note]) for note in BoardNote],
    )
