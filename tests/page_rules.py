"""What holds for every page of the site; `faults_of` names what does not."""

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder import HTML5TreeBuilder

ERROR = "错误："
KEEPS_NOTHING = {"/say"}  # answers and changes nothing: who forges it has gained nothing
UNLABELLED = {"hidden", "submit", "reset", "button", "image"}
REFERENCES = (
    "for",
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-errormessage",
    "list",
    "form",
)


class StrictBuilder(HTML5TreeBuilder):
    """Keeps what html5lib found wrong while Beautiful Soup built its tree, which otherwise forgets it."""

    def feed(self, markup: str) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.slips = [f"line {where[0]}: {code} {data}" for where, code, data in parser.errors]
        self.underlying_builder.parser = None


def read(html: str) -> tuple[BeautifulSoup, list[str]]:
    """The page, and where its syntax is wrong, a line each: both of one reading, which is the dear part."""
    builder = StrictBuilder()
    soup = BeautifulSoup(html, builder=builder)
    return soup, builder.slips


def faults_of(soup: BeautifulSoup) -> list[str]:
    """Everything wrong with a page but its syntax, a line each; empty when it is in order."""
    return [*_frame(soup), *_ids(soup), *_names(soup), *_inline(soup), *_forms(soup)]


def _frame(soup: BeautifulSoup) -> list[str]:
    faults = []
    headings = soup.find_all("h1")
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1")
    title = text_of(soup.title) if soup.title else ""
    if headings and not title.removeprefix(ERROR).startswith(text_of(headings[0])):
        faults.append(f"the title {title!r} does not start with the heading {text_of(headings[0])!r}")
    if soup.html.get("lang") != "zh-Hans":
        faults.append(f"lang is {soup.html.get('lang')!r}")
    return faults


def _ids(soup: BeautifulSoup) -> list[str]:
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    faults = [
        f"the id {name!r} is used {ids.count(name)} times" for name in sorted(set(ids)) if ids.count(name) > 1
    ]
    for attribute in REFERENCES:
        for tag in soup.find_all(attrs={attribute: True}):
            value = tag[attribute]
            missing = set(value if isinstance(value, list) else value.split()) - set(ids)
            faults += [f"{attribute}={name!r} of <{tag.name}> leads nowhere" for name in sorted(missing)]
    return faults


def _names(soup: BeautifulSoup) -> list[str]:
    """Controls without a label, links and buttons without words, pictures without a text."""
    labelled = {tag["for"] for tag in soup.find_all("label", attrs={"for": True})}
    faults = []
    for tag in soup.find_all(["input", "select", "textarea"]):
        wrapped = tag.find_parent("label") is not None
        if tag.get("type") not in UNLABELLED and not (
            wrapped or tag.get("id") in labelled or _aria_name(tag)
        ):
            faults.append(f"no label: {tag.name} {tag.get('name')!r}")
    faults += [f"no words: {tag}" for tag in soup.find_all(["a", "button"]) if not name_of(tag)]
    faults += [f"no alt: {tag}" for tag in soup.find_all("img") if not tag.has_attr("alt")]
    return faults


def _inline(soup: BeautifulSoup) -> list[str]:
    """What the content security policy would refuse."""
    faults = [f"inline style on <{tag.name}>" for tag in soup.find_all(style=True)]
    faults += ["a <style> element"] * len(soup.find_all("style"))
    for tag in soup.find_all("script"):
        if tag.get("type") != "application/json" and not (tag.get("src") and tag.get("nonce")):
            faults.append(f"a script that is inline or has no nonce: {tag}")
    for tag in soup.find_all():
        faults += [f"{name} on <{tag.name}>" for name in tag.attrs if name.startswith("on")]
        if str(tag.get("href", "")).lower().startswith("javascript:"):
            faults.append(f"a script as the address of {text_of(tag)!r}")
    return faults


def _forms(soup: BeautifulSoup) -> list[str]:
    posts = [form for form in soup.find_all("form") if form.get("method", "").lower() == "post"]
    posts = [form for form in posts if form.get("action") not in KEEPS_NOTHING]
    return [
        f"no CSRF token in the form to {form.get('action')!r}"
        for form in posts
        if not form.find("input", attrs={"name": "csrf_token", "value": True})
    ]


def _aria_name(tag: Tag) -> bool:
    return bool(tag.get("aria-label") or tag.get("aria-labelledby"))


def name_of(tag: Tag) -> str:
    """The words a link or button goes by."""
    return tag.get("aria-label") or text_of(tag)


def text_of(tag: Tag, between: str = "") -> str:
    """The text as read, blanks folded; `between` keeps the words of neighbouring blocks apart."""
    return " ".join(tag.get_text(between).split())
