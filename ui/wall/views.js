// How each kind of scene looks. A view is a node, `draw(scene, wall)`, and where time shows in it, `tick(scene, wall)`.

import { breadth, clock, dayOf, digits, el, fill, fit, hide, keyed, mark, number, place, say, signed, svg, unit, weekday } from "./dom.js"
import { now, parts } from "./clock.js"
import { wreath } from "./laurel.js"
import { count, drawRows, makeRows, spread, widest, written } from "./rows.js"

const STEPS = 3
const MOST_ITEMS = 8
const MOST_PEOPLE = 6

const how = (wall) => ({ locale: wall.data.locale, words: wall.words })

export function isEmpty(scene) {
  const held = scene.rows ?? scene.items ?? scene.people
  return held !== undefined && held.length === 0
}

// What stands where there is nothing to show yet.
function nothing() {
  const title = el("p", "title")
  const text = el("p", "text")
  const node = el("div", "nothing", wreath(false), title, text)
  return {
    node,
    draw(isShown, kind, wall) {
      hide(node, !isShown)
      say(title, wall.words[`no_${kind}`])
      say(text, wall.words[`no_${kind}_text`])
    },
  }
}

function board(kind) {
  const rows = makeRows(kind)
  const empty = nothing()
  return {
    node: el("div", "board", rows, empty.node),
    draw(scene, wall) {
      drawRows(rows, scene.rows, how(wall))
      empty.draw(isEmpty(scene), kind, wall)
    },
  }
}

// the three who lead ----------------------------------------------------------------------------------------------------------------

function podium() {
  const steps = el("ol", "steps")
  const empty = nothing()
  return {
    node: el("div", "stand", steps, empty.node),
    draw(scene, wall) {
      keyed(steps, onSteps(scene.rows), (row) => row.key, makeStep, (node, row, index) => drawStep(node, row, index, wall))
      empty.draw(isEmpty(scene), "podium", wall)
    },
  }
}

// A step on which nobody stands yet is there all the same, as soon as somebody stands on another.
function onSteps(rows) {
  const free = Array.from({ length: rows.length ? STEPS - rows.length : 0 }, (_, n) => rows.length + n + 1)
  return [...rows, ...free.map((rank) => ({ key: `free ${rank}`, rank, isFree: true }))]
}

function makeStep() {
  const made = {
    initials: el("span", "initials"),
    name: el("span", "name"),
    team: el("span", "team"),
    score: el("span", "score"),
    rank: el("span", "rank"),
  }
  mark(made.initials, "aria-hidden", "true")
  const disc = el("span", "disc", wreath(false), made.initials)
  const node = el("li", "step", disc, made.name, made.team, made.score, el("span", "block", made.rank))
  node.parts = made
  return node
}

function drawStep(node, row, index, wall) {
  mark(node, "data-i", index)
  mark(node, "data-place", row.rank)
  mark(node, "data-free", row.isFree ? "" : null)
  say(node.parts.rank, number(row.rank, wall.data.locale))
  if (row.isFree) return
  say(node.parts.initials, row.initials)
  fit(node.parts.name, row.name)
  say(node.parts.team, row.team)
  place(node, "--digits", digits(written(row.score, wall.data.locale)))
  count(node.parts.score, row.score, wall.data.locale)
}

// what happened ---------------------------------------------------------------------------------------------------------------------

function deals() {
  const list = el("ol", "items")
  const empty = nothing()
  return {
    node: el("div", "news", list, empty.node),
    draw(scene, wall) {
      spread(list, scene.items.length, MOST_ITEMS)
      place(list, "--digits", widest(scene.items.map((item) => signed(item.points ?? 0, wall.data.locale))))
      keyed(list, scene.items, (item) => item.id, makeItem, (node, item, index) => drawItem(node, item, index, wall))
      empty.draw(isEmpty(scene), "deals", wall)
    },
  }
}

function makeItem() {
  const made = { at: el("span", "at"), initials: el("span", "initials"), name: el("span", "name"), team: el("span", "team"), what: el("span", "what"), won: el("span", "won") }
  mark(made.initials, "aria-hidden", "true")
  const node = el("li", "item", made.at, made.initials, el("span", "who", made.name, made.team), made.what, made.won)
  node.parts = made
  return node
}

function drawItem(node, item, index, wall) {
  const { locale, zone } = wall.data
  place(node, "--i", index)
  mark(node, "data-kind", item.kind)
  const isToday = dayOf(item.at, zone) === dayOf(now(wall), zone)
  say(node.parts.at, isToday ? clock(item.at, locale, zone) : weekday(item.at, locale, zone))
  say(node.parts.initials, item.initials)
  fit(node.parts.name, item.name)
  say(node.parts.team, item.team)
  say(node.parts.what, item.title)
  say(node.parts.won, item.points ? signed(item.points, locale) : "")
}

// birthdays and anniversaries -------------------------------------------------------------------------------------------------------

function days() {
  const list = el("ul", "people")
  const more = el("p", "more")
  const empty = nothing()
  return {
    node: el("div", "days", list, more, empty.node),
    draw(scene, wall) {
      const shown = scene.people.slice(0, MOST_PEOPLE)
      mark(list, "data-many", shown.length > 4 ? "" : null)
      keyed(list, shown, (one) => `${one.name} ${one.team} ${one.what}`, makePerson, (node, one, index) => drawPerson(node, one, index, wall))
      const others = scene.people.length - shown.length
      say(more, others > 0 ? fill(wall.words.more, { n: number(others, wall.data.locale) }) : "")
      empty.draw(isEmpty(scene), "days", wall)
    },
  }
}

function makePerson() {
  const made = { initials: el("span", "initials"), name: el("span", "name"), team: el("span", "team"), what: el("span", "what"), when: el("span", "when") }
  mark(made.initials, "aria-hidden", "true")
  const disc = el("span", "disc", wreath(false), made.initials)
  const node = el("li", "person", disc, el("span", "about", made.when, made.name, made.team, made.what))
  node.parts = made
  return node
}

function drawPerson(node, one, index, wall) {
  node.style.order = index
  mark(node, "data-today", one.is_today ? "" : null)
  mark(node, "data-what", one.what)
  say(node.parts.initials, one.initials)
  fit(node.parts.name, one.name)
  say(node.parts.team, one.team)
  say(node.parts.when, one.when)
  const years = number(one.years ?? 0, wall.data.locale)
  const anniversary = fill(one.years === 1 ? wall.words.year : wall.words.years, { n: years })
  say(node.parts.what, one.what === "birthday" ? wall.words.birthday : anniversary)
}

// until the end ---------------------------------------------------------------------------------------------------------------------

function countdown() {
  const title = el("p", "title")
  const first = [el("span", "n"), el("span", "u")]
  const second = [el("span", "n"), el("span", "u")]
  const left = el("p", "left", el("span", "part", ...first), el("span", "part", ...second))
  const leader = el("p", "leader")
  const view = {
    node: el("div", "end", title, left, leader),
    draw(scene, wall) {
      const { locale } = wall.data
      say(title, scene.title)
      const { leader: row, gap } = scene
      const by = gap === null || gap === undefined ? "" : written(gap, locale)
      say(leader, row ? fill(by && by !== "0" ? wall.words.leads_by : wall.words.leads, { name: row.name, points: by }) : "")
      view.tick(scene, wall)
    },
    tick(scene, wall) {
      const until = parts(scene.ends_at - now(wall))
      drawPart(first, until[0], wall)
      drawPart(second, until[1].value ? until[1] : null, wall)
    },
  }
  return view
}

function drawPart([n, u], part, wall) {
  hide(n.parentNode, !part)
  if (!part) return
  const said = unit(part.value, part.unit, wall.data.locale, "long")
  const digits = said.match(/[\d.,]+/)?.[0] ?? ""
  say(n, digits)
  say(u, said.replace(digits, "").trim())
}

// whole walls -----------------------------------------------------------------------------------------------------------------------

const LETTER_EMS = 0.52
const LINE_EMS = 1.28
const LYING = { width: 1600, height: 540, whole: 715 }
const UPRIGHT = { width: 940, height: 1140, whole: 1370 }
const BREAKS = /[\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]/ // where a line may end: at a space, and at any Chinese sign
const MANY = 150 // letters: without the wreath above them
const SMALLEST = 40
const LARGEST = 250

// As large as the text may be so that all its lines are seen: units of the wall.
function largest(text, { width, height, whole }) {
  const tall = breadth(text) > MANY ? whole : height
  const paragraphs = text.split("\n").map(breadth)
  const longest = Math.max(...text.split(BREAKS).map(breadth), 1)
  for (let size = Math.min(LARGEST, width / (Math.min(longest, 20) * LETTER_EMS)); size > SMALLEST; size -= 2) {
    const fitting = (width * 0.94) / (size * LETTER_EMS) // a line ends with a word, not with the wall
    const lines = paragraphs.reduce((sum, wide) => sum + Math.max(1, Math.ceil(wide / fitting)), 0)
    if (lines * size * LINE_EMS <= tall) return size
  }
  return SMALLEST
}

function announcement() {
  const text = el("p", "text")
  const node = el("div", "said", wreath(false), text)
  return {
    node,
    draw(scene) {
      say(text, scene.text)
      mark(node, "data-many", breadth(scene.text) > MANY ? "" : null)
      place(text, "--lying", largest(scene.text, LYING))
      place(text, "--upright", largest(scene.text, UPRIGHT))
    },
  }
}

function join() {
  const title = el("p", "title")
  const text = el("p", "text")
  const code = el("div", "code")
  return {
    node: el("div", "way", code, el("div", "lines", wreath(false), title, text)),
    draw(scene, wall) {
      say(title, scene.title)
      say(text, scene.text)
      drawCode(code, scene.qr ? { d: scene.qr, size: scene.qr_size } : null, wall.words.join)
    },
  }
}

const QUIET = 4 // modules around a code, without which telephones miss it

// The QR code of an address; none: nothing.
export function drawCode(node, code, words) {
  hide(node, !code)
  const drawn = code ? `${code.size} ${code.d} ${words}` : ""
  if (node.drawn === drawn) return
  node.drawn = drawn
  const around = code && `${-QUIET} ${-QUIET} ${code.size + 2 * QUIET} ${code.size + 2 * QUIET}`
  const shape = code && svg("svg", { viewBox: around, role: "img", "aria-label": words ?? "" }, svg("path", { d: code.d }))
  node.replaceChildren(...(shape ? [shape] : []))
}

export const views = { podium, top: () => board("top"), race: () => board("race"), deals, days, countdown, announcement, join }
