// How each kind of scene looks. A view is a node, `draw(scene, wall)`, and where time shows in it, `tick(scene, wall)`.

import { clock, dayOf, el, fill, hide, keyed, mark, number, place, say, signed, svg, unit, weekday } from "./dom.js"
import { now, parts } from "./clock.js"
import { wreath } from "./laurel.js"
import { count, drawRows, makeRows } from "./rows.js"

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
      keyed(steps, scene.rows, (row) => row.key, makeStep, (node, row, index) => drawStep(node, row, index, wall))
      empty.draw(isEmpty(scene), "podium", wall)
    },
  }
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
  say(node.parts.initials, row.initials)
  say(node.parts.name, row.name)
  say(node.parts.team, row.team)
  say(node.parts.rank, number(row.rank, wall.data.locale))
  count(node.parts.score, row.score, wall.data.locale)
}

// what happened ---------------------------------------------------------------------------------------------------------------------

function deals() {
  const list = el("ol", "items")
  const empty = nothing()
  return {
    node: el("div", "latest", list, empty.node),
    draw(scene, wall) {
      place(list, "--rows", Math.max(6, scene.items.length))
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
  say(node.parts.name, item.name)
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
  say(node.parts.name, one.name)
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
      const by = gap === null || gap === undefined ? "" : number(gap, locale, typeof gap === "string" ? (gap.split(".")[1] ?? "").length : 0)
      say(leader, row ? fill(by && by !== "0" ? wall.words.leads_by : wall.words.leads, { name: row.name, points: by }) : "")
      view.tick(scene, wall)
    },
    tick(scene, wall) {
      const until = parts(scene.ends_at - now(wall))
      drawPart(first, until[0], wall)
      drawPart(second, until[1].unit === "second" ? null : until[1], wall)
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

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef]/

function announcement() {
  const text = el("p", "text")
  return {
    node: el("div", "said", wreath(false), text),
    draw(scene) {
      say(text, scene.text)
      const wide = [...scene.text].reduce((sum, sign) => sum + (WIDE.test(sign) ? 1.9 : 1), 0)
      mark(text, "data-length", wide <= 32 ? "short" : wide <= 90 ? "middle" : wide <= 190 ? "long" : "longest")
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

// The QR code of an address; none: nothing.
export function drawCode(node, code, words) {
  hide(node, !code)
  const drawn = code ? `${code.size} ${code.d} ${words}` : ""
  if (node.drawn === drawn) return
  node.drawn = drawn
  const shape = code && svg("svg", { viewBox: `0 0 ${code.size} ${code.size}`, role: "img", "aria-label": words ?? "" }, svg("path", { d: code.d }))
  node.replaceChildren(...(shape ? [shape] : []))
}

export const views = { podium, top: () => board("top"), race: () => board("race"), deals, days, countdown, announcement, join }
