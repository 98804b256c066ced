// Brings a wall back by itself: where no beat has come for a while although the server is there, the page is loaded anew. More and more rarely,
// and never while the server or its database is away: the wall stays as it was drawn. It runs in the page itself, not in what Streamlit draws.

const EVERY_MS = 5_000
const PATIENCE_MS = 45_000
const LONGEST_MS = 15 * 60_000
const ANSWER_MS = 8_000
const KEY = "laurel_wall_reloads"

let last = performance.now()
let isAsking = false
let timer = 0

// A beat has come: all is well.
export function beat() {
  last = performance.now()
  if (!reloads()) return
  sessionStorage.removeItem(KEY)
  wait = patience(0)
}

function reloads() {
  return Number(sessionStorage.getItem(KEY)) || 0
}

// How long to wait before the next try: twice as long each time, and not all walls at once.
export function patience(tries, chance = Math.random()) {
  return Math.min(LONGEST_MS, PATIENCE_MS * 2 ** Math.min(tries, 10)) * (1 + 0.2 * chance)
}

let wait = patience(reloads())

// Once for the page; again: nothing happens.
export function watch() {
  timer ||= setInterval(look, EVERY_MS)
}

// Asked again before the page is loaded anew: what answers after a silence often sends a beat as well.
function isLeftAlone() {
  return performance.now() - last >= wait
}

async function look() {
  if (document.querySelector(".lr")) last = performance.now() // a form, or a refusal: it waits for a person
  if (isAsking || !isLeftAlone()) return
  isAsking = true
  try {
    if ((await answers("/api/healthz")) && (await answers(location.href)) && isLeftAlone()) again()
  } finally {
    isAsking = false
  }
}

async function answers(address) {
  try {
    return (await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) })).ok
  } catch {
    return false // away, or no network: asked again in a moment
  }
}

function again() {
  sessionStorage.setItem(KEY, String(reloads() + 1))
  last = performance.now()
  wait = patience(reloads())
  location.reload()
}

watch()
