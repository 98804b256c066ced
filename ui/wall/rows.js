// The lines of a board. A row is where its place says, so that one that overtakes another is seen to pass it; a score counts up to what it is.

import { digits, el, fit, isStill, keyed, mark, number, place, say, svg } from "./dom.js"

const FEWEST = 4
const MOST = 10
const COUNT_MS = 900
const PASSING_MS = 1200

export function makeRows(kind) {
  const list = el("ol", `rows ${kind}`)
  return list
}

export function drawRows(list, rows, how) {
  spread(list, rows.length, MOST)
  place(list, "--digits", widest(rows.map((row) => written(row.score, how.locale))))
  keyed(list, rows, (row) => row.key, makeRow, (node, row, index) => drawRow(node, row, index, how))
}

// The fewer there are, the larger they are drawn; a few stand in the middle.
export function spread(list, length, most) {
  const rows = Math.max(FEWEST, length)
  place(list, "--rows", rows)
  place(list, "--k", Math.max(1, (most / rows) ** 0.6).toFixed(3))
  place(list, "--before", (rows - Math.max(1, length)) / 2)
}

// So many digits has the widest of some numbers: the column of all of them.
export const widest = (numbers) => Math.max(0, ...numbers.map(digits))

function makeRow() {
  const parts = {
    rank: el("span", "rank"),
    change: el("span", "change"),
    name: el("span", "name"),
    team: el("span", "team"),
    bar: el("span", "bar", el("i")),
    score: el("span", "score"),
  }
  const who = el("span", "who", parts.name, parts.team)
  const node = el("li", "row", parts.rank, parts.change, who, parts.bar, parts.score)
  mark(parts.bar, "aria-hidden", "true")
  node.parts = parts
  return node
}

function drawRow(node, row, index, how) {
  const { parts } = node
  if (node.index !== undefined && index < node.index) pass(node)
  node.index = index
  place(node, "--i", index)
  mark(node, "data-place", row.rank <= 3 ? row.rank : null)
  say(parts.rank, number(row.rank, how.locale))
  drawChange(parts.change, row.change, how)
  fit(parts.name, row.name)
  say(parts.team, row.team)
  place(node, "--share", Math.max(0, Math.min(1, row.share ?? 0)).toFixed(4))
  count(parts.score, row.score, how.locale)
}

// The row lies above those it passes, until it has passed them.
function pass(node) {
  node.classList.add("passing")
  clearTimeout(node.passing)
  node.passing = setTimeout(() => node.classList.remove("passing"), PASSING_MS)
}

export function drawChange(node, change, how) {
  const to = change > 0 ? "up" : change < 0 ? "down" : change === 0 ? "same" : ""
  const places = Math.abs(change ?? 0)
  if (node.drawn === `${to} ${places}`) return
  node.drawn = `${to} ${places}`
  mark(node, "data-to", to)
  node.replaceChildren(...(to === "up" || to === "down" ? [arrow(how.words[to])] : []), ...(places ? [number(places, how.locale)] : []))
}

function arrow(words) {
  return svg("svg", { viewBox: "0 0 10 10", role: "img", "aria-label": words ?? "" }, svg("path", { d: "M5 1L9.5 8.5H.5Z" }))
}

// scores that count -----------------------------------------------------------------------------------------------------------------

const running = new Map()
let frame = 0

// The number in the node becomes `score` (a number, or text with its decimals), step by step if another stood there.
export function count(node, score, locale, dress = (words) => words) {
  const to = Number(score)
  const decimals = decimalsOf(score)
  const was = node.score
  if (was && was.to === to && was.locale === locale && was.decimals === decimals) return
  node.score = { to, locale, decimals }
  const write = (value) => say(node, dress(number(value, locale, decimals)))
  if (!was || isStill() || !node.isConnected) {
    running.delete(node)
    write(to)
    return
  }
  running.set(node, { from: was.shown ?? was.to, to, write, began: performance.now() })
  frame ||= requestAnimationFrame(step)
}

const decimalsOf = (score) => (typeof score === "string" ? (score.split(".")[1] ?? "").length : 0)

// A score as it is read: a number, or text with its decimals.
export const written = (score, locale) => number(score, locale, decimalsOf(score))

function step() {
  frame = 0
  const now = performance.now()
  for (const [node, way] of running) {
    const part = node.isConnected ? Math.min(1, (now - way.began) / COUNT_MS) : 1
    const value = way.from + (way.to - way.from) * (1 - (1 - part) ** 3)
    if (node.score) node.score.shown = part < 1 ? value : way.to
    way.write(part < 1 ? value : way.to)
    if (part === 1) running.delete(node)
  }
  if (running.size) frame = requestAnimationFrame(step)
}
