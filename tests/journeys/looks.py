"""What every page of a journey must hold: usable by all, no sideways scroll, one heading, big targets."""

from tests.browser import axe_findings

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
    wide, room = page.evaluate(WIDTHS)
    found = axe_findings(page)
    if room < DESK:
        found += page.evaluate(SMALL, THUMB)
    if wide > room:
        found.append(f"scroll: the page is {wide} px wide in a window of {room} px")
    if (titles := page.locator("h1").count()) != 1:
        found.append(f"h1: {titles} on the page")
    return found


def look(page) -> None:
    """Fail with the address and every finding."""
    assert faults(page) == [], page.url
