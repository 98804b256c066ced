// The playlist: which scene stands, for how long, and which comes next. New points do not start a scene again, and one that was taken from the
// playlist stands until its time is over.

import { el, isStill, mark } from "./dom.js"
import { isEmpty, views } from "./views.js"

const FADE_MS = 700
const BEFORE_MS = 1_100
const FULL = new Set(["announcement", "join"])
const ONLY_IF_FILLED = new Set(["days", "deals"])

export class Player {
  constructor(wall, node) {
    this.wall = wall
    this.node = node
    this.current = null
    this.seen = new Map() // what each scene showed when it stood last: what has moved since is seen to move
    this.changing = 0
  }

  get scenes() {
    return this.wall.data.scenes
  }

  // The data are new: the scene that stands shows them.
  hear() {
    const found = this.scenes.find((scene) => scene.id === this.current?.scene.id)
    if (!this.current) this.turn()
    else if (found && found.kind === this.current.scene.kind) this.redraw(found)
    for (const id of this.seen.keys()) if (!this.scenes.some((scene) => scene.id === id)) this.seen.delete(id)
  }

  redraw(scene) {
    this.current.scene = scene
    if (!this.changing) this.draw(scene)
  }

  draw(scene) {
    this.current.view.draw(scene, this.wall)
    this.seen.set(scene.id, scene)
  }

  // Every second.
  tick() {
    if (!this.current || performance.now() >= this.current.until) this.turn()
    else this.current.view.tick?.(this.current.scene, this.wall)
  }

  isRead() {
    return FULL.has(this.current?.scene.kind)
  }

  isFull() {
    return this.isRead()
  }

  turn() {
    const next = this.following()
    if (!next) return this.show(null)
    if (next.id === this.current?.scene.id && next.kind === this.current.scene.kind) {
      this.current.until = performance.now() + next.seconds * 1000
      return
    }
    this.show(next)
  }

  following() {
    const some = this.scenes.filter((scene) => !isEmpty(scene))
    const list = some.length ? this.scenes.filter((scene) => some.includes(scene) || !ONLY_IF_FILLED.has(scene.kind)) : this.scenes
    const here = this.scenes.findIndex((scene) => scene.id === this.current?.scene.id)
    const from = here >= 0 ? here + 1 : (this.current?.index ?? 0)
    const after = this.scenes.slice(from).concat(this.scenes.slice(0, from))
    return after.find((scene) => list.includes(scene))
  }

  show(scene) {
    clearTimeout(this.changing)
    this.changing = 0
    const old = this.current
    if (old) this.bury(old.node)
    if (!scene) {
      this.current = null
      return
    }
    const view = views[scene.kind]()
    const node = el("section", `scene ${scene.kind}`, view.node)
    this.current = { scene, view, node, index: this.scenes.indexOf(scene), until: performance.now() + scene.seconds * 1000 }
    this.node.append(node)
    mark(node, "aria-label", scene.title || scene.text)
    this.drawAsItWas(scene)
    this.wall.dress()
  }

  drawAsItWas(scene) {
    const was = this.seen.get(scene.id)
    if (!was || was.kind !== scene.kind || isStill()) return this.draw(scene)
    this.current.view.draw(was, this.wall)
    this.changing = setTimeout(() => {
      this.changing = 0
      if (this.current) this.draw(this.current.scene)
    }, BEFORE_MS)
  }

  bury(node) {
    node.classList.add("leaving")
    mark(node, "aria-hidden", "true")
    setTimeout(() => node.remove(), FADE_MS)
  }

  stop() {
    clearTimeout(this.changing)
    this.changing = 0
    this.current = null
    this.seen.clear()
    this.node.replaceChildren()
  }
}
