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

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef]/

// How wide a text is, in letters: a Chinese sign is two. What stands in little room is made smaller by it, before anything is cut off.
export const breadth = (text) => [...(text ?? "")].reduce((sum, sign) => sum + (WIDE.test(sign) ? 2 : 1), 0)

// How wide a number is, in digits: signs between them are half as wide.
export const digits = (text) => [...text].reduce((sum, sign) => sum + (/\d/.test(sign) ? 1 : 0.5), 0)

const LONG = 26

// A text in a node whose size follows from its breadth (`--letters`).
export function fit(node, text) {
  say(node, text)
  place(node, "--letters", Math.max(1, breadth(text)))
  mark(node, "data-long", breadth(text) > LONG ? "" : null)
}

const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)")

export const isStill = () => Boolean(still?.matches)
