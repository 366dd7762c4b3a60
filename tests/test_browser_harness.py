"""The served site and the browser the feature tests drive it with."""


def test_the_site_opens_at_both_widths(page, screen):
    answer = page.goto("/healthz")
    assert answer.status == 200
    assert page.evaluate("window.innerWidth") == screen["width"]


def test_scripts_can_be_switched_off(new_page):
    page = new_page(java_script_enabled=False)
    page.set_content("<p>off</p><script>document.body.textContent = 'on'</script>")
    assert page.inner_text("body") == "off"
