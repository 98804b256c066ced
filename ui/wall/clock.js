// How fresh the wall is, what time it is where the organisation is, and how long until the end of something.

import { clock, dayOf, el, fill, mark, say, unit, weekday } from "./dom.js"

const LATE_MS = 15_000
const OLD_MS = 90_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function makeClock() {
  const left = el("span", "left")
  const words = el("span", "words")
  const fresh = el("span", "fresh", el("i", "dot"), words)
  return { node: el("div", "clock", left, fresh), left, fresh, words }
}

// The server's clock counts: that of a player on a wall is often wrong. `wall.beat` is the moment of the latest beat, `wall.beatAt` when it came here.
export const now = (wall) => wall.beat + (performance.now() - wall.beatAt)

export function freshness(wall) {
  const since = performance.now() - wall.beatAt
  return since < LATE_MS ? "fresh" : since < OLD_MS ? "late" : "old"
}

export function drawClock(made, wall, { showsLeft }) {
  const { locale, zone, period } = wall.data
  const state = wall.isFull ? freshness(wall) : "fresh"
  mark(made.fresh, "data-state", state)
  const told = state === "fresh" ? now(wall) : wall.beat
  const day = dayOf(told, zone) === dayOf(now(wall), zone) ? "" : `${weekday(told, locale, zone)} `
  const time = day + clock(told, locale, zone)
  say(made.words, state === "fresh" ? time : fill(wall.words.last_fresh, { time }))
  say(made.left, showsLeft && period ? leftUntil(period, wall) : "")
  return state
}

function leftUntil(period, wall) {
  if (period.is_final) return wall.words.final
  const left = period.ends_at - now(wall)
  if (left <= 0) return wall.words.ended
  const [whole, rest] = parts(left)
  const time = [whole, rest].filter((part) => part.value > 0).map((part) => unit(part.value, part.unit, wall.data.locale, "short"))
  return fill(wall.words.left, { time: time.join(" ") || unit(1, "minute", wall.data.locale, "short") })
}

// What is left, in two units: days and hours, hours and minutes, minutes.
export function parts(left) {
  const minutes = Math.max(0, Math.ceil(left / MINUTE)) * MINUTE
  if (minutes >= DAY) return [{ value: Math.floor(minutes / DAY), unit: "day" }, { value: Math.floor((minutes % DAY) / HOUR), unit: "hour" }]
  if (minutes >= HOUR) return [{ value: Math.floor(minutes / HOUR), unit: "hour" }, { value: Math.floor((minutes % HOUR) / MINUTE), unit: "minute" }]
  return [{ value: Math.floor(minutes / MINUTE), unit: "minute" }, { value: 0, unit: "second" }]
}
