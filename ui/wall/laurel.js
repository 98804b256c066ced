// The wreath that is drawn around whoever has won something.

import { svg } from "./dom.js"

const LEAF = "M0 0C5 -8 16 -10 27 -3C19 7 8 8 0 0Z"
const LEAVES = 9
const RADIUS = 78
const FROM = 97 // degrees; 90 is straight down
const STEP = 15.5

function at(angle, radius) {
  const turn = (angle * Math.PI) / 180
  return [Math.cos(turn) * radius, Math.sin(turn) * radius]
}

function branch() {
  const [x0, y0] = at(FROM - 4, RADIUS)
  const [x1, y1] = at(FROM + STEP * LEAVES, RADIUS)
  const stem = svg("path", { class: "stem", d: `M${x0} ${y0}A${RADIUS} ${RADIUS} 0 0 1 ${x1} ${y1}`, pathLength: 1 })
  const leaves = []
  for (let n = 0; n < LEAVES; n++) {
    const size = 1.02 - n * 0.038
    for (const side of [1, -1]) {
      const angle = FROM + STEP * (n + (side > 0 ? 0.55 : 0.95))
      const [x, y] = at(angle, RADIUS)
      leaves.push(leaf(x, y, angle + 90 + side * -34, size * (side > 0 ? 1 : 0.9), side, n))
    }
  }
  const [x, y] = at(FROM + STEP * LEAVES + 1, RADIUS)
  leaves.push(leaf(x, y, FROM + STEP * LEAVES + 82, 0.66, 1, LEAVES))
  return [stem, ...leaves]
}

function leaf(x, y, angle, size, side, n) {
  const shape = svg("path", { class: "leaf", d: LEAF, style: `--n:${n}` })
  return svg("g", { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(1)}) scale(${size.toFixed(2)} ${(size * side).toFixed(2)})` }, shape)
}

// isDrawn: whether it grows leaf by leaf, or stands there at once.
export function wreath(isDrawn) {
  const left = svg("g", {}, ...branch())
  const right = svg("g", { transform: "scale(-1 1)" }, ...branch())
  return svg("svg", { class: isDrawn ? "wreath drawn" : "wreath", viewBox: "-112 -112 224 224", "aria-hidden": "true" }, left, right)
}
