// Who is signed in, beside the menu; and links inside what Laurel draws itself open their page within the running session instead of loading everything anew.
const shown = new WeakMap()
let leaving = null

// Streamlit takes two steps to another page: this page with the query of the other, then the other page. Whoever goes back is to come to this page as it was.
const push = history.pushState.bind(history)
history.pushState = (state, title, url) => {
  const goesOn = new URL(url, location).pathname !== location.pathname
  if (leaving?.isHalfWay && goesOn) history.replaceState(state, title, url)
  else push(state, title, url)
  leaving = leaving && !goesOn ? { isHalfWay: true } : null
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".around")
  if (shown.get(place) !== data.html) {
    place.innerHTML = data.html
    shown.set(place, data.html)
  }
  place.onclick = ({ target }) => {
    if (target.closest("button[data-leave]")) setTriggerValue("left", true)
  }
  const follow = (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target.closest?.('.lr a[href^="/"]')
    if (!link) return
    event.preventDefault()
    if ("away" in link.dataset) return window.open(link.href, "_blank", "noopener") // not a page of Laurel: beside it
    leaving = link.pathname === location.pathname ? null : {}
    setTriggerValue("followed", link.getAttribute("href"))
    if (link.pathname !== location.pathname || "top" in link.dataset) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
  }
  document.addEventListener("click", follow)
  return () => document.removeEventListener("click", follow)
}
