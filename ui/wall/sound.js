// Two soft notes for a deal, three for a leader. A browser may refuse until somebody has clicked; then the wall says so.

const NOTES = { leader: [523.25, 659.25, 783.99], other: [523.25, 783.99] }
const LOUD = 0.16
let context = null

// Whether a chime would be heard; asks for it where nobody has yet.
export function isOpen() {
  context ??= open()
  return context !== null && context.state === "running"
}

function open() {
  const Context = globalThis.AudioContext ?? globalThis.webkitAudioContext
  return Context ? new Context() : null
}

// For a click anywhere.
export function allow() {
  if (context && context.state !== "running") context.resume()
}

export function chime(kind) {
  if (!isOpen()) return false
  const notes = NOTES[kind] ?? NOTES.other
  notes.forEach((pitch, n) => note(pitch, context.currentTime + n * 0.17, n === notes.length - 1 ? 1.6 : 0.9))
  return true
}

function note(pitch, at, seconds) {
  const tone = new OscillatorNode(context, { type: "sine", frequency: pitch })
  const volume = new GainNode(context, { gain: 0 })
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(LOUD, at + 0.03)
  volume.gain.exponentialRampToValueAtTime(0.0001, at + seconds)
  tone.connect(volume).connect(context.destination)
  tone.onended = () => volume.disconnect()
  tone.start(at)
  tone.stop(at + seconds)
}
