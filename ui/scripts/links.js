// A link inside what Laurel draws itself opens its page within the running session instead of loading everything anew.
export default function ({ setTriggerValue }) {
  const follow = (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target.closest?.('.lr a[href^="/"]')
    if (!link) return
    event.preventDefault()
    if ("away" in link.dataset) return window.open(link.href, "_blank", "noopener") // not a page of Laurel: beside it
    setTriggerValue("followed", link.getAttribute("href"))
    if (link.pathname !== location.pathname || "top" in link.dataset) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
  }
  document.addEventListener("click", follow)
  return () => document.removeEventListener("click", follow)
}
