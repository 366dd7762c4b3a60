"""A page as a person meets it: by heading, label and button, never by CSS class.

`Page(response)` checks what holds for every page; the methods find and use what is on it.
"""

from urllib.parse import urljoin

from bs4 import Tag

from tests.page_rules import faults_of, name_of, read, text_of


class Page:
    """The HTML of a response, found to be in order."""

    def __init__(self, response) -> None:
        assert response.mimetype == "text/html", (
            f"{response.status} {response.mimetype} {response.location or ''}"
        )
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.soup, slips = read(self.html)
        faults = [*slips, *faults_of(self.soup)]
        assert not faults, "\n".join([f"{response.request.method} {response.request.path}", *faults])

    @property
    def heading(self) -> str:
        return text_of(self.soup.h1)

    @property
    def text(self) -> str:
        """What is read on the page, header and footer left out."""
        return text_of(self.soup.main or self.soup.body, " ")

    def control(self, label: str) -> Tag:
        """The control this label belongs to; of a group of choices, the first."""
        named = [tag for tag in self.soup.find_all("label") if text_of(tag) == label]
        found = [self._labelled_by(tag) for tag in named]
        legends = [tag for tag in self.soup.find_all("legend") if text_of(tag) == label]
        found += [tag.parent.find(["input", "select", "textarea"]) for tag in legends]
        assert len(found) == 1, f"{len(found)} controls are labelled {label!r}; there are: {self.labels()}"
        return found[0]

    def labels(self) -> list[str]:
        return [text_of(tag) for tag in self.soup.find_all(["label", "legend"])]

    def error_of(self, label: str) -> str:
        """The message at a control, tied to it for every reader and linked from the summary on top."""
        control = self.control(label)
        owner = self._owner(control, label)
        described = (owner.get("aria-describedby") or "").split()
        message = next((self.by_id(name) for name in described if name.endswith("-error")), None)
        assert message is not None, f"{label!r} has no error; aria-describedby is {described}"
        words = text_of(message)
        assert owner.get("aria-invalid") == "true" or control.get("aria-invalid") == "true", (
            f"{label!r} aria-invalid"
        )
        assert self._summary().get(f"#{control['id']}") == words, (
            f"the summary does not link to {label!r}: {words}"
        )
        return words

    def errors(self) -> list[str]:
        """Every message of the summary."""
        return list(self._summary().values())

    def link(self, words: str) -> str:
        """The address behind these words."""
        found = {tag["href"] for tag in self.soup.find_all("a", href=True) if name_of(tag) == words}
        assert len(found) == 1, f"{len(found)} addresses behind {words!r}"
        return found.pop()

    def links(self) -> list[str]:
        return [tag["href"] for tag in self.soup.find_all("a", href=True)]

    def buttons(self) -> list[str]:
        return [name_of(tag) for tag in self.soup.find_all("button")]

    def follow(self, words: str) -> "Page":
        return Page(self.response.client.get(self.link(words), follow_redirects=True))

    def submit(self, button: str, by_label: dict[str, object] | None = None, **fields: object) -> "Page":
        """Fill in by name or by label, press the button, go where it leads.

        What is not named keeps what the page shows. A choice that the page does not offer cannot be made.
        """
        pressed = self._button(button)
        form = self.by_id(pressed["form"]) if pressed.get("form") else pressed.find_parent("form")
        assert form is not None, f"{button!r} is in no form"
        names = {self.control(label)["name"]: value for label, value in (by_label or {}).items()}
        filled = fill(form, names | fields)
        if pressed.get("name"):
            filled[pressed["name"]] = [pressed.get("value", "")]
        here = self.response.request.path
        address = urljoin(here, pressed.get("formaction") or form.get("action") or here)
        method = (pressed.get("formmethod") or form.get("method") or "get").upper()
        sent = {"data" if method == "POST" else "query_string": filled}
        return Page(self.response.client.open(address, method=method, follow_redirects=True, **sent))

    def by_id(self, name: str) -> Tag | None:
        return self.soup.find(id=name)

    def _button(self, words: str) -> Tag:
        found = [tag for tag in self.soup.find_all("button") if name_of(tag) == words]
        assert len(found) == 1, f"{len(found)} buttons say {words!r}; there are: {self.buttons()}"
        return found[0]

    def _labelled_by(self, label: Tag) -> Tag:
        return self.by_id(label["for"]) if label.get("for") else label.find(["input", "select", "textarea"])

    def _owner(self, control: Tag, label: str) -> Tag:
        """What bears the message: the fieldset of a group of choices, else the control."""
        group = control.find_parent("fieldset")
        return group if group and group.legend and text_of(group.legend) == label else control

    def _summary(self) -> dict[str, str]:
        links = self.soup.select("[role=alert] a[href^='#']")
        return {link["href"]: text_of(link) for link in links}


def fill(form: Tag, values: dict[str, object]) -> dict[str, list[str]]:
    """What a browser would send for this form with these values typed and chosen."""
    controls = [tag for tag in form.find_all(["input", "select", "textarea"]) if tag.get("name")]
    unknown = set(values) - {tag["name"] for tag in controls}
    assert not unknown, f"the form has no field {unknown}"
    sent: dict[str, list[str]] = {}
    for tag in controls:
        if not tag.has_attr("disabled") and tag.get("type") not in {"submit", "button", "image", "file"}:
            sent.setdefault(tag["name"], []).extend(_value(tag, values))
    for name, value in values.items():
        missing = {each for each in _as_list(value) if isinstance(each, str)} - set(sent[name])
        assert not missing, f"{name} does not offer {missing}"
    return {name: each for name, each in sent.items() if each}


def _value(tag: Tag, values: dict[str, object]) -> list[str]:
    name, given = tag["name"], tag["name"] in values
    wanted = _as_list(values[name]) if given else []
    if tag.name == "select":
        options = tag.find_all("option")
        offered = [option.get("value", text_of(option)) for option in options]
        chosen = [option.get("value", text_of(option)) for option in options if option.has_attr("selected")]
        return [value for value in offered if value in wanted] if given else chosen or offered[:1]
    if tag.get("type") in {"radio", "checkbox"}:
        value = tag.get("value", "on")
        return [value] if (value in wanted or True in wanted if given else tag.has_attr("checked")) else []
    if given:
        return wanted
    return [tag.get_text() if tag.name == "textarea" else tag.get("value", "")]


def _as_list(value: object) -> list[str | bool]:
    """Values as the page writes them; True and False stand for a box ticked or not."""
    several = value if isinstance(value, list | tuple) else [value]
    return [each if isinstance(each, bool) else str(each) for each in several]
