// The answer box and the note: sent without a reload, never twice, never lost.

import { fetchPart, put } from "./fragment.js";
import { keep } from "./drafts.js";

const BLANK = "〇〇"; // what a template leaves for its writer to fill in
const NEAR = 0.8; // of the limit: from here on the count is shown

function show(id, isShown) {
  const element = document.getElementById(id);
  if (element) element.hidden = !isShown;
}

function count(box) {
  const limit = Number(box.dataset.limit);
  const element = document.getElementById("answer-count");
  if (!limit || !element) return;
  element.hidden = box.value.length < limit * NEAR;
  element.querySelector("strong").textContent = box.value.length;
  element.classList.toggle("is-over", box.value.length > limit);
}

function insertTemplate(select) {
  const box = document.getElementById("answer-text");
  const lead = box.value && box.selectionStart && !box.value.slice(0, box.selectionStart).endsWith("\n") ? "\n" : "";
  const start = box.selectionStart + lead.length;
  box.setRangeText(lead + select.value, box.selectionStart, box.selectionEnd, "end");
  const blank = select.value.indexOf(BLANK);
  box.focus();
  if (blank >= 0) box.setSelectionRange(start + blank, start + blank + BLANK.length);
  select.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function takeKey(form, holder) {
  const key = holder.querySelector("[data-client-key]")?.dataset.clientKey;
  if (key && form.elements.client_key) form.elements.client_key.value = key;
}

async function settle(form, box, response) {
  const html = await response.text();
  const said = form.querySelector("[role=alert]");
  if (response.ok) {
    box.value = "";
    keep(box);
    count(box);
    said.replaceChildren();
    takeKey(form, put(html));
    if (form.id === "answer") document.dispatchEvent(new CustomEvent("desk:sent"));
  } else if (response.status !== 401) {
    said.innerHTML = html;
    takeKey(form, said);
  }
  show(`${form.id}-out`, response.status === 401);
}

async function send(form) {
  const box = form.querySelector("[data-draft]");
  const button = form.querySelector("button");
  if (button.disabled) return;
  const body = new FormData(form);
  button.disabled = box.readOnly = true;
  show(`${form.id}-lost`, false);
  try {
    await settle(form, box, await fetchPart(form.action, { method: "POST", body }));
  } catch {
    show(`${form.id}-lost`, true);
  }
  button.disabled = box.readOnly = false;
  box.focus();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("#answer, #note")) return;
  event.preventDefault();
  send(event.target);
});
document.addEventListener("change", (event) => event.target.id === "template" && insertTemplate(event.target));
document.addEventListener("input", (event) => event.target.id === "answer-text" && count(event.target));
document.addEventListener("keydown", (event) => {
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (!isSend || event.isComposing || event.keyCode === 229) return; // an IME is still at work
  const form = event.target.closest?.("#answer, #note");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
