// Draws the bubbles of a chat, and changes only those that changed.
import { templateCard } from "./cards.js";
import { byId, dayOf, element, linked, timeOf } from "./elements.js";
import { flexContainer } from "./flex.js";
import { tappable } from "./taps.js";

const words = (text) => element("div", { class: "words" }, ...linked(text));
const absent = (label) => element("div", { class: "absent", role: "img", "aria-label": label }, label);

function sticker(message) {
  const key = `${message.packageId}/${message.stickerId}`;
  const known = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!known) return element("div", { class: "sticker" }, `スタンプ ${key}`);
  const face = known.querySelector("span").textContent;
  const word = known.lastChild.textContent.trim();
  return element(
    "div",
    { class: "sticker", role: "img", "aria-label": `スタンプ：${word}`, data: { colour: known.dataset.colour } },
    element("span", { "aria-hidden": "true" }, face),
    word,
  );
}

function place(message) {
  const lines = [message.title, message.address].filter(Boolean).join("\n") || `${message.latitude}, ${message.longitude}`;
  return element("div", { class: "place" }, element("i", { "aria-hidden": "true" }), element("p", {}, lines));
}

function imagemap(message, id) {
  const taps = message.actions.map((action) => tappable(action, id, { class: "tap" }));
  return element("div", { class: "card" }, absent(message.altText), ...taps);
}

const own = (id) => `/simulator/contents/${id}`;
const textV2 = (text) => text.replace(/\{\{|\}\}/g, (pair) => pair[0]);

const KINDS = {
  text: (message) => words(message.text),
  textV2: (message) => words(textV2(message.text)),
  sticker,
  location: place,
  image: (message, id, isOwn) => (isOwn ? element("img", { class: "shot", src: own(id), alt: "送った写真" }) : absent("画像")),
  video: () => absent("動画"),
  audio: (message, id, isOwn) => (isOwn ? element("audio", { controls: true, preload: "none", src: own(id), "aria-label": "送った音声" }) : absent("音声")),
  file: (message) => words(`📄 ${message.fileName}\n${message.fileSize.toLocaleString("ja-JP")} バイト`),
  template: (message, id) => templateCard(message.template, id),
  flex: (message, id) => flexContainer(message.contents, id),
  imagemap,
};
const WIDE = ["template", "flex", "imagemap"];

function drawn(bubble, account) {
  const { message, id } = bubble;
  const isOwn = bubble.side === "me";
  const item = element("li", { data: { testid: "bubble", side: bubble.side, id, kind: message.type } });
  if (message.type === "unsent") {
    item.append(element("p", { class: "gone" }, `メッセージの送信を取り消しました`));
    return item;
  }
  const body = element("div", { class: WIDE.includes(message.type) ? "body wide-body" : "body" });
  const sender = message.sender?.name;
  body.append(sender ? element("p", { class: "as" }, sender) : element("span", { class: "unseen" }, isOwn ? "自分：" : `${account}：`));
  body.append((KINDS[message.type] ?? (() => absent(message.type)))(message, id, isOwn));
  const meta = element("div", { class: "meta" }, isOwn && bubble.isRead ? element("span", { data: { testid: "read" } }, "既読") : null, timeOf(bubble.at));
  item.append(body, meta);
  if (isOwn && bubble.isEvent) {
    item.append(element("button", { type: "button", class: "dots", "aria-haspopup": "dialog", "aria-label": "このメッセージの操作", data: { menu: id } }, "⋯"));
  }
  return item;
}

let shownOf = null;
let staysAtEnd = true;

// Whoever reads the newest message keeps seeing it, whatever is loaded or opened around it.
export function startBubbles() {
  const scroll = byId("scroll");
  const size = () => `${scroll.scrollHeight} ${scroll.clientHeight}`;
  let seen = size();
  scroll.addEventListener("scroll", () => {
    if (size() !== seen) return; // Nobody scrolled: something grew, and the watcher below follows.
    staysAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  });
  const sizes = new ResizeObserver(() => {
    seen = size();
    if (staysAtEnd) toEnd();
  });
  for (const watched of [scroll, byId("bubbles"), byId("loading")]) sizes.observe(watched);
}

function toEnd() {
  byId("scroll").scrollTop = byId("scroll").scrollHeight;
}

export function showBubbles(screen, account) {
  const list = byId("bubbles");
  const scroll = byId("scroll");
  const isOtherChat = shownOf !== screen.user;
  const newestBefore = list.lastElementChild?.dataset.id;
  if (isOtherChat) {
    list.replaceChildren();
    scroll.setAttribute("aria-live", "off"); // Opening a chat is no news; what comes afterwards is.
    shownOf = screen.user;
  }
  const before = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const wanted = [];
  let day = "";
  for (const bubble of screen.bubbles) {
    if (dayOf(bubble.at) !== day) {
      day = dayOf(bubble.at);
      wanted.push([`day ${day}`, () => element("li", { class: "day" }, day)]);
    }
    wanted.push([JSON.stringify(bubble), () => drawn(bubble, account)]);
  }
  wanted.forEach(([key, draw], index) => {
    let item = before.get(key);
    if (!item) {
      item = draw();
      item.dataset.key = key;
    }
    before.delete(key);
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
  for (const old of before.values()) old.remove();
  if (isOtherChat) requestAnimationFrame(() => scroll.setAttribute("aria-live", "polite"));
  const newest = screen.bubbles.at(-1);
  const hasJustWritten = newest?.side === "me" && newest.id !== newestBefore;
  if (isOtherChat || hasJustWritten) {
    staysAtEnd = true;
    toEnd();
  }
}
