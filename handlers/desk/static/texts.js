// A sentence being edited is shown as a phone would show it, while it is typed; what was not saved
// (a login may have ended) stays on this machine, for its writer alone.

import { fetchPart, once, put } from "./fragment.js";

const form = document.getElementById("writing");
const box = document.getElementById("text");
const kept = document.getElementById("kept");
const DRAFT = `desk-draft:${document.body.dataset.staff}:text:${location.pathname}`;

const look = once(async () => {
  try {
    const response = await fetchPart(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (response.ok) put(await response.text());
  } catch { /* the button below asks again */ }
}, 400);

function write(event) {
  const word = event.target.closest?.("[data-insert]")?.dataset.insert;
  if (!word) return;
  box.setRangeText(word, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  change();
}

function change() {
  localStorage.setItem(DRAFT, box.value);
  kept.hidden = true;
  look();
}

function offer() {
  const draft = localStorage.getItem(DRAFT);
  const isUnsaved = form.querySelector(".asked") || document.querySelector("[data-testid=faults]");
  if (draft === box.value && !isUnsaved) localStorage.removeItem(DRAFT); // it has been saved
  kept.hidden = !draft || draft === box.value;
}

function settle(event) {
  const button = event.target.closest("button");
  if (!button) return;
  if ("drop" in button.dataset) localStorage.removeItem(DRAFT);
  else box.value = localStorage.getItem(DRAFT);
  kept.hidden = true;
  box.focus();
  look();
}

box.addEventListener("input", change);
kept.addEventListener("click", settle);
document.addEventListener("click", write);
offer();
