// Saves a step where a button asks to fill in the rest of its form from its words (name=then, value=read):
// the answer takes the place of the page without leaving it. Without this file the button sends the form.
(function () {
  "use strict"
  if (!window.fetch || !window.DOMParser || !window.FormData) return

  function readingButton(event) {
    return event.target.closest && event.target.closest("button[name=then][value=read]")
  }

  document.addEventListener("click", function (event) {
    var button = readingButton(event)
    if (!button || button.dataset.plain) return
    event.preventDefault()
    var form = button.form
    var data = new FormData(form)
    data.append("then", "read")
    button.setAttribute("aria-disabled", "true")
    fetch((button.getAttribute("formaction") || form.action).split("#")[0], {
      method: "POST",
      body: new URLSearchParams(data),
      credentials: "same-origin",
    })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status))
        return answer.text()
      })
      .then(function (html) {
        var page = new DOMParser().parseFromString(html, "text/html")
        var main = page.querySelector("main")
        if (!main || !main.querySelector("#read-out")) throw new Error("another page")
        document.querySelector("main").replaceWith(main)
        var told = document.getElementById("read-out")
        told.setAttribute("tabindex", "-1")
        told.focus({ preventScroll: true })
      })
      .catch(function () {
        button.removeAttribute("aria-disabled")
        button.dataset.plain = "1" // send it as it would have gone without a script
        button.click()
      })
  })
})()
