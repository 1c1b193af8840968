// The chat screen: bubbles, loading, quick replies, rich menu, friend and block.
import { act } from "./calls.js";
import { showBubbles, startBubbles } from "./bubbles.js";
import { byId, element } from "./elements.js";
import { onTap, tappable } from "./taps.js";
import { attempt } from "./trouble.js";

let user = null;
let loadingEnds = 0;
const path = (what) => `phones/${user}/${what}`;
export const currentUser = () => user;

export function showChat(screen, account, again) {
  byId("empty").hidden = Boolean(screen);
  byId("chat-screen").hidden = !screen;
  user = screen?.user ?? null;
  if (!screen) return;
  byId("owner").textContent = `${screen.name}さんのスマホ`;
  byId("stranger").hidden = screen.isFriend;
  byId("blocked").hidden = !screen.isBlocked;
  byId("composer").hidden = screen.isBlocked;
  byId("chat-menu").hidden = !screen.isFriend || screen.isBlocked;
  if (screen.isBlocked) byId("tray").hidden = true;
  showBubbles(screen, account);
  showLoading(screen, again);
  showQuickReplies(screen);
  showRichMenu(screen.richMenu);
}

function showLoading(screen, again) {
  byId("loading").hidden = !screen.isLoading;
  clearTimeout(loadingEnds);
  if (screen.isLoading) loadingEnds = setTimeout(again, screen.loadingUntil - screen.now + 50);
}

let quickShown = "";
function showQuickReplies(screen) {
  const key = screen.user + JSON.stringify(screen.isBlocked ? [] : screen.quickReplies);
  if (key === quickShown) return; // Keeps the focus where it is.
  quickShown = key;
  const row = byId("quick");
  const hadFocus = row.contains(document.activeElement);
  const items = screen.isBlocked ? [] : screen.quickReplies;
  row.replaceChildren(...items.map((item) => tappable(item.action, "quickReply", { data: { testid: "quick-reply" } })));
  row.hidden = items.length === 0;
  if (hadFocus) byId("text").focus();
}

let menuShown = null;
function showRichMenu(menu) {
  byId("rich").hidden = !menu;
  if (menuShown === menu?.richMenuId) return;
  menuShown = menu?.richMenuId;
  if (!menu) return;
  const { width, height } = menu.size;
  const areas = byId("rich-areas");
  areas.replaceChildren(element("img", { src: `/simulator/pictures/${menu.richMenuId}`, alt: "", width, height }));
  menu.areas.forEach(({ bounds, action }, index) => {
    const label = action.label ?? action.text ?? action.displayText ?? `メニュー${index + 1}`;
    const tap = tappable(action, "richMenu", { "aria-label": label }, label);
    const share = (part, whole) => `${(100 * part) / whole}%`;
    Object.assign(tap.style, {
      left: share(bounds.x, width), top: share(bounds.y, height),
      width: share(bounds.width, width), height: share(bounds.height, height),
    });
    areas.append(tap);
  });
  byId("rich-bar").textContent = menu.chatBarText;
  openRichMenu(menu.selected);
}

function openRichMenu(isOpen) {
  byId("rich-areas").hidden = !isOpen;
  byId("rich-bar").setAttribute("aria-expanded", String(isOpen));
}

export function startChat() {
  onTap((where, action, value) => attempt(() => act(path("taps"), { where, action, value })));
  byId("add-friend").addEventListener("click", () => attempt(() => act(path("friend"))));
  byId("unblock").addEventListener("click", () => attempt(() => act(path("unblock"))));
  byId("chat-menu").addEventListener("click", () => byId("chat-dialog").showModal());
  byId("block").addEventListener("click", () => {
    byId("chat-dialog").close();
    attempt(() => act(path("block")));
  });
  byId("rich-bar").addEventListener("click", () => openRichMenu(byId("rich-areas").hidden));
  startBubbles();
  startBubbleMenu();
}

const LONG_PRESS_MS = 500;
function startBubbleMenu() {
  const list = byId("bubbles");
  let chosen = null;
  let pressing = 0;
  const open = (id) => {
    chosen = id;
    byId("bubble-dialog").showModal();
  };
  const ownBubble = (target) => target.closest("li[data-side=me]:not([data-kind=unsent])");
  list.addEventListener("click", (event) => {
    const dots = event.target.closest("[data-menu]");
    if (dots) open(dots.dataset.menu);
  });
  list.addEventListener("contextmenu", (event) => {
    const bubble = ownBubble(event.target);
    if (!bubble?.querySelector("[data-menu]")) return;
    event.preventDefault();
    open(bubble.dataset.id);
  });
  list.addEventListener("touchstart", (event) => {
    const bubble = ownBubble(event.target);
    if (bubble?.querySelector("[data-menu]")) pressing = setTimeout(() => open(bubble.dataset.id), LONG_PRESS_MS);
  }, { passive: true });
  for (const end of ["touchend", "touchmove", "touchcancel"]) {
    list.addEventListener(end, () => clearTimeout(pressing), { passive: true });
  }
  byId("unsend").addEventListener("click", () => {
    byId("bubble-dialog").close();
    attempt(() => act(path("unsends"), { message: chosen }));
  });
}
