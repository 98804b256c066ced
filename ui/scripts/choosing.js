// A list in which lines are chosen by boxes, or acted on by buttons. What is checked stays checked while the list is drawn anew, until the server begins a new turn.
const kept = new WeakMap()
const name = (part) => part?.dataset && [part.tagName, part.dataset.press, part.value, part.getAttribute("href")].join(" ")

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const list = parentElement.querySelector(".choosing")
  const before = kept.get(list)
  const now = { html: data.html, turn: data.turn, chosen: before?.turn === data.turn ? before.chosen : new Set(data.chosen) }
  kept.set(list, now)
  const boxes = () => [...list.querySelectorAll("input[data-choose]:enabled")]
  const show = () => {
    for (const box of boxes()) box.checked = now.chosen.has(box.value)
    const checked = boxes().filter((box) => box.checked).length
    for (const all of list.querySelectorAll("input[data-choose-all]")) {
      all.checked = checked > 0 && checked === boxes().length
      all.indeterminate = checked > 0 && !all.checked
    }
  }
  if (before?.html !== data.html) {
    const focused = list.contains(document.activeElement) ? name(document.activeElement) : null
    list.innerHTML = data.html
    if (focused) [...list.querySelectorAll("input, button, a")].find((part) => name(part) === focused)?.focus({ preventScroll: true })
  }
  show()
  list.onchange = ({ target }) => {
    if (target.matches("[data-choose-all]")) for (const box of boxes()) box.checked = target.checked
    else if (!target.matches("[data-choose]")) return
    now.chosen = new Set(boxes().filter((box) => box.checked).map((box) => box.value))
    show()
    setStateValue("chosen", { turn: now.turn, keys: [...now.chosen] })
  }
  list.onclick = ({ target }) => {
    const button = target.closest("button[data-press]")
    if (button) setTriggerValue("pressed", button.dataset.press)
  }
}
