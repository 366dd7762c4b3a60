"""Links and forms of a page, read as a browser without script would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class SentForm:
    """One form with the values it would send if its first (or `button`) button were pressed."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    has_password: bool = False


class Reader(HTMLParser):
    """Collects `links` and `forms`; select boxes send their chosen or first option, tiles what is checked."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[SentForm] = []
        self._form: SentForm | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attributes) -> None:
        given = dict(attributes)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = SentForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict) -> None:
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "input" and kind == "password":
            self._form.has_password = True
        elif tag == "input" and name and (kind not in ("radio", "checkbox") or "checked" in given):
            self._form.values.append((name, given.get("value", "")))
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or not self._chosen(self._select)):
            self._form.values = [pair for pair in self._form.values if pair[0] != self._select]
            self._form.values.append((self._select, given.get("value", "")))
        elif tag == "textarea" and name:
            self._area, self._text = name, ""

    def _chosen(self, name: str) -> bool:
        return any(known == name for known, _ in self._form.values)

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.values.append((self._area, self._text.strip()))
            self._area = None


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader
