// What was won stands over the whole wall for a moment: one after the other, each once. Over an announcement, which somebody is reading, only along
// the bottom.

import { el, fit, mark, number, say, signed } from "./dom.js"
import { wreath } from "./laurel.js"
import { chime } from "./sound.js"

const SHOWN_MS = 6_000
const LEAVING_MS = 700
const MOST_WAITING = 5
const MOST_KNOWN = 200
const OLD_MS = 30_000
const KEY = "laurel_wall_celebrated"

export class Celebrations {
  // wall: as in wall.js; region: where screen readers hear of it.
  constructor(wall, node) {
    this.wall = wall
    this.node = node
    this.waiting = []
    this.timer = 0
    this.known = new Set(stored())
    this.isFirst = true
    mark(node, "role", "status")
    mark(node, "aria-live", "polite")
  }

  // Whatever has not been shown in this tab yet waits for its turn; what happened well before the wall was opened does not.
  hear(items) {
    const fresh = items.filter((item) => !this.known.has(item.id))
    if (fresh.length) this.remember(fresh.map((item) => item.id))
    const shown = this.isFirst ? fresh.filter((item) => this.wall.beat - item.at < OLD_MS) : fresh
    this.isFirst = false
    this.waiting = [...this.waiting, ...shown].slice(-MOST_WAITING)
    if (!this.timer) this.next()
  }

  remember(ids) {
    for (const id of ids) this.known.add(id)
    this.known = new Set([...this.known].slice(-MOST_KNOWN))
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...this.known]))
    } catch {
      // a browser that keeps nothing: the ids live as long as the page
    }
  }

  next() {
    const item = this.waiting.shift()
    if (!item) return
    draw(this.node, item, this.wall)
    this.node.classList.add("shown")
    if (this.wall.data.sound) chime(item.kind)
    this.timer = setTimeout(() => this.leave(), SHOWN_MS)
  }

  leave() {
    this.node.classList.remove("shown")
    this.timer = setTimeout(() => {
      this.timer = 0
      this.node.replaceChildren()
      this.next()
    }, LEAVING_MS)
  }

  stop() {
    clearTimeout(this.timer)
    this.timer = 0
    this.waiting = []
    this.node.classList.remove("shown")
    this.node.replaceChildren()
  }
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "[]")
  } catch {
    return []
  }
}

function draw(node, item, wall) {
  const { locale } = wall.data
  const isLeader = item.kind === "leader" || item.kind === "period_over"
  mark(node, "data-kind", isLeader ? "leader" : item.kind)
  mark(node, "data-band", wall.player.isRead() ? "" : null)
  const inside = el("span", "inside", item.initials ?? "")
  const crown = el("div", "crown", wreath(true), inside)
  mark(inside, "aria-hidden", "true")
  const won = el("p", "won")
  say(won, item.points ? (item.kind === "deal" ? signed : number)(item.points, locale) : "")
  const what = el("p", "what")
  say(what, item.title)
  const name = el("p", "name")
  fit(name, item.name)
  const text = el("p", "text")
  say(text, item.kind === "deal" ? item.team : deedOf(item))
  const lines = el("div", "lines", what, name, text)
  node.replaceChildren(el("div", "card", crown, lines, ...(item.points ? [won] : [])))
}

// `Ann Li leads March` stands beneath her name as `leads March`.
function deedOf({ text, name }) {
  return text.startsWith(name) ? text.slice(name.length).trim() : text
}
