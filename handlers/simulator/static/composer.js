// The text box and the tray beside it.
import { act, upload } from "./calls.js";
import { currentUser } from "./chat.js";
import { byId } from "./elements.js";
import { attempt } from "./trouble.js";

const path = (what) => `phones/${currentUser()}/${what}`;

export function startComposer() {
  const text = byId("text");
  const form = byId("composer");
  text.addEventListener("input", () => grow(text));
  text.addEventListener("keydown", (event) => {
    // While an input method composes, Enter chooses a conversion (229: the Enter that ends it).
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const written = text.value;
    if (!written.trim()) return;
    text.value = "";
    grow(text);
    text.focus();
    if (!(await attempt(() => act(path("texts"), { text: written }))) && !text.value) text.value = written;
    grow(text);
  });
  startTray();
}

function grow(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

function showTray(isOpen) {
  byId("tray").hidden = !isOpen;
  byId("more").setAttribute("aria-expanded", String(isOpen));
}

function startTray() {
  byId("more").addEventListener("click", () => showTray(byId("tray").hidden));
  const send = (deed) => {
    showTray(false);
    attempt(deed);
  };
  byId("sample-photo").addEventListener("click", () => send(() => act(path("sample-photos"))));
  byId("voice").addEventListener("click", () => send(() => act(path("sample-voices"))));
  for (const opener of document.querySelectorAll("[data-open]")) {
    opener.addEventListener("click", () => byId(opener.dataset.open).showModal());
  }
  choose("stickers", "sticker", (index) => send(() => act(path("stickers"), { index })));
  choose("places", "place", (index) => send(() => act(path("locations"), { index })));
  picked("photo", (file) => send(() => upload(path("photos"), file)));
  picked("file", (file) => send(() => upload(path(`files?name=${encodeURIComponent(file.name)}`), file)));
}

function choose(dialog, name, chosen) {
  byId(dialog).addEventListener("click", (event) => {
    const button = event.target.closest(`[data-${name}]`);
    if (!button) return;
    byId(dialog).close();
    chosen(Number(button.dataset[name]));
  });
}

function picked(id, chosen) {
  byId(id).addEventListener("change", (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) chosen(file);
  });
}
