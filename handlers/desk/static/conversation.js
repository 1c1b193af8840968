// A conversation's page follows the talk; what is being written and read stays where it is.

import { fetchPart, once, refresh } from "./fragment.js";
import "./live.js";

const root = document.getElementById("conversation");
const button = document.getElementById("newest");
const { conversation, part, seen } = root.dataset;

function log() { return document.getElementById("log"); }
function holder() { return document.getElementById("holder"); }
function newest() { return Number(log().dataset.newest); }

/** Pixels of the talk that lie below its window, or behind the answer box. */
function below() {
  const end = document.getElementById("messages").getBoundingClientRect().bottom;
  return end - holder().getBoundingClientRect().top;
}

/** On a wide screen the talk scrolls by itself, elsewhere the page does. */
function toEnd() {
  log().scrollTop = log().scrollHeight;
  scrollBy(0, below() + 8);
  button.hidden = true;
}

const look = once(async () => {
  const before = newest();
  const gap = below();
  await refresh(part);
  if (newest() === before) {
    if (Math.abs(gap) < 60 && below() > gap) toEnd(); // the box below has grown over the last words
    return;
  }
  if (gap < 60) toEnd();
  else button.hidden = false;
});

/** New words count as read when somebody is at the page, not when it merely stands open. */
const markSeen = once(async () => {
  if (document.hidden || !Number(log().dataset.unread) || below() > 60) return;
  log().dataset.unread = "0";
  const token = document.querySelector("meta[name=csrf-token]").content;
  try {
    await fetchPart(seen, { method: "POST", headers: { "X-CSRFToken": token } });
  } catch { /* the next event asks again */ }
});

function isOurs({ kind, conversation: changed }) {
  return kind !== "message" || changed === conversation || document.getElementById(`mine-${changed}`);
}

/** An earlier talk comes when its fold is opened for the first time. */
async function unfold(event) {
  const fold = event.target;
  if (!fold.matches?.("details.past") || !fold.open || fold.dataset.filled) return;
  const response = await fetchPart(fold.dataset.src);
  if (!response.ok) return;
  fold.dataset.filled = "1";
  fold.querySelector(".past__talk").innerHTML = await response.text();
}

document.addEventListener("desk:change", (event) => isOurs(event.detail) && look());
document.addEventListener("desk:refresh", look);
document.addEventListener("desk:sent", toEnd);
document.addEventListener("toggle", unfold, true);
for (const kind of ["keydown", "pointerdown", "pointermove", "scroll", "visibilitychange"]) {
  document.addEventListener(kind, markSeen, { passive: true, capture: true });
}
addEventListener("scroll", () => { if (below() < 60) button.hidden = true; }, { passive: true, capture: true });
button.addEventListener("click", toEnd);
if (!location.hash) toEnd();
