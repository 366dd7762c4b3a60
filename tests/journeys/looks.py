"""What every page of a journey must hold: usable by all, no sideways scroll, one heading, big targets."""

from tests.browser import axe_findings

_seen: set[tuple[int, str]] = set()  # width and skeleton of pages in which axe found nothing, in this process
# The page without its words: what axe-core judges. Rows of one shape count once, numbers and ids are equal.
SKELETON = """() => {
  const worded = ["alt", "title", "aria-label", "placeholder"]
  const fleeting = ["value", "href", "action", "nonce", "content", "src", "datetime"]
  const same = (text) => text.replace(/[2-9a-z]{20}/g, "@").replace(/[0-9]+/g, "0")
  const attributes = (node) => [...node.attributes].filter(({ name }) => !fleeting.includes(name))
    .map(({ name, value }) => `${name}=${worded.includes(name) ? value.trim() !== "" : same(value)}`)
  const shape = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? "words" : ""
    if (node.nodeType !== Node.ELEMENT_NODE) return ""
    const inside = [...node.childNodes].map(shape).filter(Boolean)
    const different = inside.filter((one, at) => one !== inside[at - 1])
    return `<${node.localName} ${attributes(node).sort().join(" ")}>${different.join("")}`
  }
  return shape(document.documentElement)
}"""
WIDTHS = "[document.documentElement.scrollWidth, window.innerWidth]"
DESK = 992  # px: below this width every control is at least a thumb high
THUMB = 44
# A ticked box is as high as its label. A link with words around it on its lines is text, not a control.
SMALL = """(thumb) => {
  const flows = (node) => ["inline", "contents"].includes(getComputedStyle(node).display)
  const block = (node) => flows(node) ? block(node.parentElement) : node
  const words = (home) => {
    const texts = document.createTreeWalker(home, NodeFilter.SHOW_TEXT)
    let found = ""
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement
      if (!parent.closest("a, button, label, .visually-hidden") && block(parent) === home)
        found += texts.currentNode.data
    }
    return /[\\p{L}\\p{N}]/u.test(found)
  }
  const boxes = (control) => {
    const ticked = control.matches("[type=checkbox], [type=radio]") ? [...control.labels] : []
    return [control, ...ticked].map((node) => node.getBoundingClientRect())
  }
  const controls = "a[href], button, summary, select, textarea, input:not([type=hidden])"
  return [...document.querySelectorAll(`${controls}, .menu-label, .facets-bar`)].flatMap((control) => {
    const [box] = boxes(control)
    const far = box.width <= 1 || box.bottom + scrollY < 0  // for screen readers, or until the keyboard comes
    if (far || !control.checkVisibility({ visibilityProperty: true })) return []
    const high = Math.round(Math.max(...boxes(control).map((one) => one.height)))
    if (high >= thumb) return []
    if (control.matches("a") && flows(control) && words(block(control))) return []
    return [`small: ${control.textContent.trim() || control.name} is ${high} px high`]
  })
}"""


def faults(page) -> list[str]:
    """What is wrong with the page as it stands, one line a finding; nothing for a page as it should be.

    A page that a click has only begun to fetch is waited for.
    """
    page.wait_for_load_state()
    page.get_by_role("main").wait_for()
    page.locator("h1").first.wait_for(state="attached")  # of the page to come, where one is on its way
    wide, room = page.evaluate(WIDTHS)
    found = _unusable(page, room)
    if room < DESK:
        found += page.evaluate(SMALL, THUMB)
    if wide > room:
        found.append(f"scroll: the page is {wide} px wide in a window of {room} px")
    if (titles := page.locator("h1").count()) != 1:
        found.append(f"h1: {titles} on the page")
    return found


def _unusable(page, room: int) -> list[str]:
    """What axe-core finds. A page of a shape in which it found nothing is not given to it a second time."""
    shape = (room, page.evaluate(SKELETON))
    if shape in _seen:
        return []
    found = axe_findings(page)
    if not found:
        _seen.add(shape)
    return found


def look(page) -> None:
    """Fail with the address and every finding."""
    found = faults(page)
    assert found == [], f"{page.url}: {found}"
