// Draws template messages: a text with things to tap, alone or side by side.
import { element } from "./elements.js";
import { makeTappable, tappable } from "./taps.js";

const absent = () => element("div", { class: "absent", role: "img", "aria-label": "画像" }, "画像");

function card(part, where, isPair = false) {
  const text = element("div", { class: "text" }, part.title ? element("h3", {}, part.title) : null, part.text);
  if (part.defaultAction) makeTappable(text, part.defaultAction, where);
  const taps = part.actions.map((action) => tappable(action, where, { class: "tap" }));
  const below = isPair ? [element("div", { class: "pair" }, ...taps)] : taps;
  return element("div", { class: "card" }, part.thumbnailImageUrl ? absent() : null, text, ...below);
}

function row(...cards) {
  return element("div", { class: "carousel", tabindex: "0", role: "group", "aria-label": "横に並んだカード" }, ...cards);
}

const KINDS = {
  buttons: (template, where) => card(template, where),
  confirm: (template, where) => card(template, where, true),
  carousel: (template, where) => row(...template.columns.map((column) => card(column, where))),
  image_carousel: (template, where) =>
    row(...template.columns.map((column) => element("div", { class: "card" }, absent(), tappable(column.action, where, { class: "tap" })))),
};

export const templateCard = (template, where) => KINDS[template.type](template, where);
