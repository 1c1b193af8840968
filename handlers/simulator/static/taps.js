// Things to tap. What a tap means is decided by the stand-in, but for what a phone does alone.
import { byId, element, link } from "./elements.js";

let perform = () => {};
export const onTap = (callback) => { perform = callback; };

// A button or link for an action that stands in `where` (a message id, quickReply, richMenu).
export function tappable(action, where, properties = {}, ...children) {
  const label = action.label ?? properties["aria-label"] ?? action.text ?? "ボタン";
  const shown = children.length ? children : [label];
  if (action.type === "uri") {
    const made = link(action.uri ?? action.linkUri, "", properties);
    made.append(...shown);
    return made;
  }
  return element("button", { type: "button", ...properties, onclick: () => tapped(action, where) }, ...shown);
}

// Lets something that is no button by itself be tapped, also by keyboard.
export function makeTappable(made, action, where) {
  made.setAttribute("role", "button");
  made.tabIndex = 0;
  made.setAttribute("aria-label", action.label ?? made.textContent.trim());
  const act = () => (action.type === "uri" ? window.open(action.uri, "_blank", "noopener") : tapped(action, where));
  made.addEventListener("click", act);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

const ON_THE_PHONE = {
  clipboard: (action) => navigator.clipboard?.writeText(action.clipboardText),
  camera: () => byId("sample-photo").click(),
  cameraRoll: () => byId("photo").click(),
  location: () => byId("places").showModal(),
};

async function tapped(action, where) {
  const alone = ON_THE_PHONE[action.type];
  if (alone) {
    await alone(action);
    if (where === "quickReply") perform(where, action);
    return;
  }
  const value = action.type === "datetimepicker" ? await pickMoment(action) : undefined;
  if (action.type !== "datetimepicker" || value) perform(where, action, value);
}

const INPUTS = { date: "date", time: "time", datetime: "datetime-local" };

function pickMoment(action) {
  const dialog = byId("moment-dialog");
  const input = byId("moment");
  input.type = INPUTS[action.mode];
  input.min = action.min ?? "";
  input.max = action.max ?? "";
  input.value = action.initial ?? "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "pick" ? input.value : ""), { once: true });
  });
}
