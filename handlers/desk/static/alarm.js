// The alarm: seen on every page of the desk, heard every 15 seconds until somebody opens it.

import { once, refresh } from "./fragment.js";
import "./live.js";
import "./times.js";

const AGAIN = 15000; // ms between two rings
const NOTES = [523.25, 659.25, 523.25]; // Hz; calm, and unlike a phone
const RUNG = "desk-rung-at";
const box = document.getElementById("alarms");
const title = document.title;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

let audio = null;
let mayRing = false; // this tab is the one that rings
let rungAt = Number(localStorage.getItem(RUNG) ?? 0); // of whichever page rang last
let known = alarms();
let isBlinkOn = false;

/** Each alarm, told apart by how often its check-back has come: every one of these is news. */
function alarms() {
  return new Set([...box.querySelectorAll("li")].map((each) => `${each.id}:${each.dataset.reminders}`));
}

/** True once somebody in danger has been left unopened until a check-back. */
function isLate() {
  return box.querySelector(".alarms__late") !== null;
}

/** Three soft notes; three times and louder when nobody has opened it for too long. */
function ring() {
  if (audio?.state !== "running") return;
  const notes = isLate() ? [...NOTES, ...NOTES, ...NOTES] : NOTES;
  const loudness = isLate() ? 0.6 : 0.25;
  notes.forEach((pitch, index) => {
    const start = audio.currentTime + index * 0.35;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(loudness, start + 0.04);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.75);
  });
}

function check() {
  const now = alarms();
  const isNew = [...now].some((id) => !known.has(id));
  known = now;
  if (now.size && mayRing && (isNew || Date.now() - rungAt >= AGAIN)) {
    rungAt = Date.now();
    localStorage.setItem(RUNG, rungAt);
    ring();
  }
}

function drawTitle() {
  const count = Number(document.getElementById("board")?.dataset.count ?? 0);
  isBlinkOn = stillness.matches || !isBlinkOn;
  const mark = known.size && isBlinkOn ? box.dataset.title : "";
  document.title = `${mark}${count ? `(${count}) ` : ""}${title}`;
}

function drawSound() {
  const isOn = audio?.state === "running";
  document.getElementById("sound").hidden = isOn;
  document.getElementById("sound-off").hidden = isOn;
  document.getElementById("sound-on").hidden = !isOn;
  document.getElementById("sound-try").hidden = !isOn;
  const mute = document.getElementById("mute");
  if (mute) mute.hidden = isOn;
}

/** Browsers allow sound only after a gesture; the first one on the page is enough. */
async function enable() {
  audio ??= new AudioContext();
  const state = audio.resume(); // stays pending while the browser forbids it
  await Promise.race([state, new Promise((done) => setTimeout(done, 500))]);
  drawSound();
  if (audio.state !== "running") return;
  for (const kind of ["pointerdown", "keydown"]) removeEventListener(kind, enable);
  if (mayRing) return;
  if (navigator.locks) navigator.locks.request("madoguchi-desk-sound", beTheOne);
  else mayRing = true;
  check();
}

function beTheOne() {
  mayRing = true;
  check();
  return new Promise(() => {}); // until this tab goes, then another one rings
}

const look = once(() => refresh(document.body.dataset.alarms));
if (document.body.dataset.alarms) {
  document.addEventListener("desk:change", (event) => event.detail.kind !== "message" && look());
  document.addEventListener("desk:refresh", look);
}
document.addEventListener("desk:put", () => { drawSound(); check(); });
document.addEventListener("desk:beat", check); // timers sleep in tabs behind, messages don't
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, enable);
document.getElementById("sound-try").addEventListener("click", ring);
setInterval(() => { check(); drawTitle(); }, 1000);
drawSound();
enable();
check();
