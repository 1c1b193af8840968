// What is half written survives a reload and a lost login, on this machine, for its writer alone.

const staff = document.body.dataset.staff;
const PREFIX = "desk-draft:";

function key(box) {
  return `${PREFIX}${staff}:${box.dataset.draft}`;
}

/** Keeps or, when there is nothing, forgets what stands in a box. */
export function keep(box) {
  if (box.value) localStorage.setItem(key(box), box.value);
  else localStorage.removeItem(key(box));
}

function restore() {
  for (const box of document.querySelectorAll("[data-draft]")) {
    if (box.dataset.restored) continue;
    box.dataset.restored = "1";
    if (!box.value) box.value = localStorage.getItem(key(box)) ?? "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function forget(isOld) {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && isOld(name)) localStorage.removeItem(name);
  }
}

document.addEventListener("input", (event) => event.target.dataset.draft && keep(event.target));
document.addEventListener("click", (event) => event.target.closest?.("[data-logout]") && forget(() => true));
document.addEventListener("desk:put", restore);
if (staff) {
  forget((name) => !name.startsWith(`${PREFIX}${staff}:`)); // somebody else's, left behind
  restore();
}
