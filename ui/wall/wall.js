// The wall: what stands on it always, and what each message of the server changes. One wall for each element that Streamlit gives.

import { Celebrations } from "./celebration.js"
import { drawClock, makeClock } from "./clock.js"
import { el, fill, hide, keyed, mark, number, say } from "./dom.js"
import { wreath } from "./laurel.js"
import { Player } from "./scenes.js"
import { allow, isOpen } from "./sound.js"
import { drawCode } from "./views.js"

const SECOND = 1_000
const STILL_MS = 3_000
const walls = new WeakMap()

// What the component of Streamlit calls at every message; again with the same changes nothing. Returns what takes the wall away.
export function show(component) {
  const parent = component.parentElement
  let wall = walls.get(parent)
  if (!wall) walls.set(parent, (wall = new Wall(parent)))
  wall.hear(read(component.data))
  const turn = ++wall.turn
  return () => {
    if (wall.turn !== turn) return // a later message has come: Streamlit drops what an earlier one returned
    walls.delete(parent)
    wall.close()
  }
}

// A message is three lines: what is of this beat, the words of the screen's language, and the wall, which is read where it is new.
export function read(data) {
  if (!(data instanceof Uint8Array)) return data ?? {}
  const [head, words, wall] = new TextDecoder().decode(data).split("\n")
  return { ...JSON.parse(head), words: JSON.parse(words), wall }
}

let look = null

// The look is fetched once for the page, whatever stands on it.
function sheet() {
  look ??= fetch(new URL("./wall.css", import.meta.url)).then(async (answer) => {
    if (!answer.ok) throw new Error(`the look of the wall: ${answer.status}`)
    const made = new CSSStyleSheet()
    made.replaceSync(await answer.text())
    return made
  })
  return look.catch(() => {
    look = null // asked for again at the next beat
    return null
  })
}

class Wall {
  constructor(parent) {
    this.parent = parent
    this.turn = 0
    this.text = null
    this.data = null
    this.words = {}
    this.beat = 0
    this.beatAt = performance.now()
    this.isFull = false
    this.build()
    this.timer = setInterval(() => this.tick(), SECOND)
  }

  build() {
    this.title = el("span", "title")
    this.about = el("span", "about")
    this.clock = makeClock()
    const scenes = el("div", "scenes")
    const over = el("div", "over")
    this.strip = makeStrip()
    this.hint = el("p", "hint")
    this.gone = el("div", "gone")
    this.gone.hidden = true
    this.stage = el("div", "stage", el("header", "head", el("h1", "where", this.title, this.about), this.clock.node), scenes, this.strip.node)
    this.root = el("div", "wall", this.stage, this.hint, over, this.gone)
    this.root.hidden = true
    this.parent.append(this.root)
    this.player = new Player(this, scenes)
    this.celebrations = new Celebrations(this, over)
  }

  hear(data) {
    if (data.is_full && !this.isFull) this.fill()
    if (data.made && (this.made ??= data.made) !== data.made && this.isFull) return location.reload() // a newer Laurel serves this wall
    if (!this.parent.adoptedStyleSheets?.length) this.put()
    this.words = data.words ?? this.words
    this.hearBeat(data)
    if (data.state === "gone") return this.leave()
    if (data.wall && data.wall !== this.text) this.draw(data.wall)
    else if (this.data) this.dress()
  }

  hearBeat(data) {
    if (data.beat === this.beat) return // the same message once more: the page was drawn anew, the server has said nothing
    this.beat = data.beat
    this.beatAt = performance.now()
    this.survive?.then((guard) => guard?.beat())
  }

  put() {
    sheet().then((made) => {
      if (!made) return
      this.parent.adoptedStyleSheets = [made]
      this.root.hidden = false
    })
  }

  draw(text) {
    this.text = text
    this.data = JSON.parse(text)
    hide(this.gone, true)
    hide(this.stage, false)
    mark(this.root, "data-look", this.data.look)
    mark(this.root, "lang", this.data.locale)
    say(this.title, this.data.title)
    this.player.hear()
    drawStrip(this.strip, this)
    if (this.isFull) this.celebrations.hear(this.data.celebrations)
    this.dress()
  }

  // What follows from the scene that stands, and from the time.
  dress() {
    if (!this.data) return
    const scene = this.player.current?.scene
    const isFull = this.player.isFull()
    mark(this.root, "data-whole", isFull ? "" : null)
    mark(this.root, "data-scene", scene?.kind)
    say(this.about, isFull || !scene ? "" : headline(scene, this))
    mark(this.root, "data-fresh", drawClock(this.clock, this, { showsLeft: scene?.kind !== "countdown" }))
    const isMute = this.isFull && this.data.sound && !isOpen()
    hide(this.hint, !isMute)
    say(this.hint, isMute ? this.words.sound : "")
  }

  tick() {
    if (!this.data) return
    this.player.tick()
    this.dress()
  }

  // The link was revoked, or never was: a polite word, and nothing of what stood there.
  leave() {
    this.text = this.data = null
    this.player.stop()
    this.celebrations.stop()
    clearStrip(this.strip)
    for (const node of [this.title, this.about, this.clock.left, this.clock.words, this.hint]) say(node, "")
    this.hint.hidden = true
    this.stage.hidden = true
    this.gone.hidden = false
    if (!this.gone.childElementCount) this.gone.append(wreath(false), el("p", "en"), el("p", "zh"))
    const [, english, chinese] = this.gone.children
    say(english, this.words.gone_en)
    say(chinese, this.words.gone_zh)
    mark(chinese, "lang", "zh-CN")
  }

  // The wall has the window to itself.
  fill() {
    this.isFull = true
    this.root.classList.add("full")
    this.survive = import("./survive.js").catch(() => null)
    this.frame = clearWindow()
    this.ended = new AbortController()
    const { signal } = this.ended
    window.addEventListener("pointerdown", allow, { signal })
    window.addEventListener("pointermove", () => this.wake(), { signal, passive: true })
    document.addEventListener("visibilitychange", () => this.stayOn(), { signal })
    this.wake()
    this.stayOn()
  }

  // The pointer is seen while somebody moves it.
  wake() {
    this.root.classList.remove("still")
    clearTimeout(this.resting)
    this.resting = setTimeout(() => this.root.classList.add("still"), STILL_MS)
  }

  // The machine's screen stays on, where the browser can do that.
  async stayOn() {
    if (document.visibilityState !== "visible" || !navigator.wakeLock) return
    this.lock = await navigator.wakeLock.request("screen").catch(() => null)
  }

  close() {
    clearInterval(this.timer)
    clearTimeout(this.resting)
    this.player.stop()
    this.celebrations.stop()
    this.ended?.abort()
    this.lock?.release()
    this.frame?.remove()
    this.root.remove()
  }
}

function headline(scene, wall) {
  const { locale, period } = wall.data
  if (scene.kind === "countdown") return period?.label ?? ""
  if (scene.kind !== "top" || !scene.rows.length || !(scene.of > scene.rows.length)) return [scene.title, scene.unit].filter(Boolean).join(" · ")
  const places = fill(wall.words.of, { n: number(scene.rows.length, locale), total: number(scene.of, locale) })
  return `${scene.title} · ${places}`
}

// Whoever came here from another page has its header and its margins still: away with them, for as long as the wall stands.
function clearWindow() {
  if (document.querySelector("style[data-laurel-wall]")) return null
  const link = el("link")
  link.rel = "stylesheet"
  link.href = new URL("./page.css", import.meta.url).href
  document.head.append(link)
  return link
}

// the strip beneath -----------------------------------------------------------------------------------------------------------------

function makeStrip() {
  const item = el("p", "latest")
  const race = el("ol", "race")
  const label = el("span", "label")
  const code = el("div", "code")
  code.hidden = true
  return { item, race, label, code, node: el("footer", "strip", item, el("div", "teams", label, race), code) }
}

function drawStrip(strip, wall) {
  const { strip: held } = wall.data
  say(strip.item, held.item?.text ?? "")
  mark(strip.item, "data-kind", held.item?.kind)
  say(strip.label, held.race.length ? wall.words.race : "")
  keyed(strip.race, held.race, (row) => row.key, () => el("li", "team", el("span", "name"), el("span", "score")), (node, row, index) => {
    node.style.order = index
    say(node.children[0], row.name)
    say(node.children[1], typeof row.score === "string" ? number(row.score, wall.data.locale, 2) : number(row.score, wall.data.locale))
  })
  drawCode(strip.code, held.qr, wall.words.join)
  hide(strip.node, !held.item && !held.race.length && !held.qr)
}

function clearStrip(strip) {
  say(strip.item, "")
  say(strip.label, "")
  keyed(strip.race, [], (row) => row.key)
  drawCode(strip.code, null)
}
