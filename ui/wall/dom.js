// Elements, made once and changed only where they differ: a wall is drawn every two seconds for weeks.

const SVG = "http://www.w3.org/2000/svg"

export function el(tag, className, ...inside) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...inside)
  return made
}

export function svg(tag, attributes, ...inside) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  made.append(...inside)
  return made
}

export function say(node, text) {
  const wanted = text ?? ""
  if (node.textContent !== wanted) node.textContent = wanted
}

export function mark(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name)
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value))
}

export function hide(node, isHidden) {
  if (node.hidden !== isHidden) node.hidden = isHidden
}

export function place(node, name, value) {
  if (node.style.getPropertyValue(name) !== String(value)) node.style.setProperty(name, String(value))
}

// The children of `parent` are those of `items`, each kept for as long as its key is there. Returns the nodes in the items' order.
export function keyed(parent, items, keyOf, make, update) {
  const kept = (parent.keyedNodes ??= new Map())
  const wanted = new Set(items.map(keyOf))
  for (const [key, node] of kept) {
    if (wanted.has(key)) continue
    node.remove()
    kept.delete(key)
  }
  return items.map((item, index) => {
    const key = keyOf(item)
    let node = kept.get(key)
    if (!node) {
      node = make(item)
      kept.set(key, node)
      parent.append(node)
    }
    update(node, item, index)
    return node
  })
}

const formats = new Map()
const MOST_FORMATS = 60

function format(kind, locale, options) {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`
  let made = formats.get(key)
  if (!made) {
    if (formats.size >= MOST_FORMATS) formats.clear()
    made = kind === "number" ? new Intl.NumberFormat(locale, options) : new Intl.DateTimeFormat(locale, options)
    formats.set(key, made)
  }
  return made
}

export const number = (value, locale, decimals = 0) =>
  format("number", locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value)

export const signed = (value, locale) => format("number", locale, { signDisplay: "exceptZero" }).format(value)

export const unit = (value, name, locale, display = "long") =>
  format("number", locale, { style: "unit", unit: name, unitDisplay: display }).format(value)

export const clock = (at, locale, zone) => format("date", locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(at)

export const dayOf = (at, zone) => format("date", "en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(at)

export const weekday = (at, locale, zone) => format("date", locale, { weekday: "short", timeZone: zone }).format(at)

// The sentence with its places filled: fill("{n} of {of}", {n: 10, of: 41}).
export const fill = (sentence, values) => (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole))

const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)")

export const isStill = () => Boolean(still?.matches)
