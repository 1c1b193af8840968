// Elements without innerHTML: what residents and the account write is always text.

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") made.className = value;
    else if (key === "data") Object.assign(made.dataset, value);
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const byId = (id) => document.getElementById(id);

const LINKS = /(https?:\/\/[^\s、。）」]+)|(0\d{1,4}-\d{1,4}-\d{3,4})/g;

// A text with its addresses and telephone numbers as links, as a phone shows it.
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINKS)) {
    parts.push(text.slice(from, found.index));
    parts.push(link(found[1] ?? `tel:${found[2]}`, found[0]));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

export function link(address, label, properties = {}) {
  const isWeb = /^https?:/i.test(address);
  const safe = isWeb || /^tel:/i.test(address);
  return element(
    "a",
    { ...properties, href: safe ? address : undefined, target: isWeb && "_blank", rel: isWeb && "noopener noreferrer" },
    label,
  );
}

const clock = new Intl.DateTimeFormat("ja-JP", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Tokyo" });
const calendar = new Intl.DateTimeFormat("ja-JP", { month: "long", day: "numeric", weekday: "short", timeZone: "Asia/Tokyo" });
export const timeOf = (ms) => clock.format(ms);
export const dayOf = (ms) => calendar.format(ms);
