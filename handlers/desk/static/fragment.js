// Fetches parts of a page and puts them in place without losing focus, words or open folds.

let isTouched = true;
for (const kind of ["keydown", "pointerdown", "wheel"]) {
  addEventListener(kind, () => { isTouched = true; }, { passive: true, capture: true });
}

/** The server's answer to a part's address. What nobody touched is told to be background. */
export async function fetchPart(url, options = {}) {
  const headers = { "X-Fragment": "1", ...options.headers };
  if (!isTouched) headers["X-Background"] = "1";
  isTouched = false;
  const signal = AbortSignal.timeout(15000);
  const response = await fetch(url, { ...options, headers, signal, cache: "no-store" });
  document.dispatchEvent(new CustomEvent(response.status === 401 ? "desk:ended" : "desk:answered"));
  return response;
}

/** Asks for a part and puts it in place; says nothing when the line is down: live.js does. */
export async function refresh(url) {
  try {
    const response = await fetchPart(url);
    if (response.ok) put(await response.text());
  } catch { /* a later event or the poll asks again */ }
}

/** Puts every region of `html` into the region of the same id. Gives what was parsed. */
export function put(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of parsed.querySelectorAll("[data-region]")) {
    const old = document.getElementById(fresh.id);
    if (old) morph(old, document.importNode(fresh, true));
  }
  document.dispatchEvent(new CustomEvent("desk:put"));
  return parsed;
}

/** Calls `act` soon, once for many calls, and never twice at a time. */
export function once(act, wait = 150) {
  let timer = 0;
  let isRunning = false;
  return function call() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (isRunning) return call();
      isRunning = true;
      try { await act(); } finally { isRunning = false; }
    }, wait);
  };
}

function morph(old, fresh) {
  if (old.isEqualNode(fresh) || (isKept(old) && isKept(fresh))) return;
  if (old.nodeType === Node.TEXT_NODE && fresh.nodeType === Node.TEXT_NODE) {
    old.data = fresh.data;
    return;
  }
  copyAttributes(old, fresh);
  morphChildren(old, fresh);
}

function isKept(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-keep");
}

function isSame(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && old.id === fresh.id;
}

function copyAttributes(old, fresh) {
  const isFold = old.nodeName === "DETAILS"; // whoever unfolded it decides
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(isFold && name === "open")) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (isFold && name === "open") continue;
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function morphChildren(old, fresh) {
  const known = new Map([...old.children].filter((each) => each.id).map((each) => [each.id, each]));
  let place = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const match = wanted.id ? known.get(wanted.id) : place;
    if (match && match.parentNode === old && isSame(match, wanted)) {
      if (match === place) place = place.nextSibling;
      else old.insertBefore(match, place);
      morph(match, wanted);
    } else {
      old.insertBefore(wanted, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}
