// A reaction is answered at once where it was clicked, and told to the server; the list that is drawn anew with it keeps the keyboard where it was.
export default function ({ setTriggerValue }) {
  let last = ""
  const find = (what) => document.querySelector(`.lr [data-react="${CSS.escape(what)}"]`)
  const press = (event) => {
    const button = event.target.closest?.(".lr [data-react]")
    if (!button) {
      last = ""
      return
    }
    last = button.dataset.react
    const on = button.getAttribute("aria-pressed") !== "true"
    button.setAttribute("aria-pressed", String(on))
    const count = button.querySelector(".n")
    const n = Number(count.textContent || 0) + (on ? 1 : -1)
    count.textContent = n > 0 ? n : ""
    setTriggerValue("answered", `${last}:${on ? 1 : 0}`)
  }
  const leave = (event) => {
    if (event.key === "Tab") last = ""
  }
  const watch = new MutationObserver(() => {
    if (last && document.activeElement === document.body) find(last)?.focus({ preventScroll: true })
  })
  document.addEventListener("click", press)
  document.addEventListener("keydown", leave)
  watch.observe(document.querySelector('[data-testid="stMain"]') ?? document.body, { childList: true, subtree: true })
  return () => {
    watch.disconnect()
    document.removeEventListener("click", press)
    document.removeEventListener("keydown", leave)
  }
}
