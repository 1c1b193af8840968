// A sentence being edited is shown as a phone would show it, while it is typed.

import { fetchPart, once, put } from "./fragment.js";

const form = document.getElementById("writing");
const box = document.getElementById("text");

const look = once(async () => {
  try {
    const response = await fetchPart(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (response.ok) put(await response.text());
  } catch { /* the button below asks again */ }
}, 400);

function insert(event) {
  const word = event.target.closest?.("[data-insert]")?.dataset.insert;
  if (!word) return;
  box.setRangeText(word, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  look();
}

box.addEventListener("input", look);
document.addEventListener("click", insert);
