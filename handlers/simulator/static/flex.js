// Draws Flex containers with the measures of LINE's documentation, near enough to judge a layout.
import { element } from "./elements.js";
import { makeTappable, tappable } from "./taps.js";

const GAPS = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const FONTS = { xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74 };
const PICTURES = { xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220 };
const BUBBLES = { nano: 120, micro: 160, deca: 220, hecto: 241, kilo: 260, mega: 300, giga: 386 };
const RADII = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
const BORDERS = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };
const PADDING = { header: 20, hero: 0, body: 20, footer: 10 };

const measure = (table, value) => (value in table ? `${table[value]}px` : /^-?[\d.]+(px|%)$/.test(value) ? value : "");
const colour = (value) => (/^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(value ?? "") ? value : "");

export function flexContainer(contents, where) {
  if (contents.type === "bubble") return bubble(contents, where);
  const row = element("div", { class: "carousel", tabindex: "0", role: "group", "aria-label": "横に並んだカード" });
  row.append(...contents.contents.map((one) => bubble(one, where)));
  return row;
}

function bubble(contents, where) {
  const made = element("div", { class: "flex", dir: contents.direction });
  made.style.width = `${BUBBLES[contents.size ?? "mega"]}px`;
  for (const block of ["header", "hero", "body", "footer"]) {
    if (!contents[block]) continue;
    const style = contents.styles?.[block];
    if (style?.separator) made.append(rule({ color: style.separatorColor }));
    const drawn = component(contents[block], where, "vertical");
    if (contents[block].type === "box" && !contents[block].paddingAll) drawn.style.padding ||= `${PADDING[block]}px`;
    if (style?.backgroundColor) drawn.style.backgroundColor = colour(style.backgroundColor);
    made.append(drawn);
  }
  if (contents.action) makeTappable(made, contents.action, where);
  return made;
}

function component(part, where, layout) {
  const made = (DRAWN[part.type] ?? filler)(part, where, layout);
  place(made, part, layout);
  const isOwnButton = part.type === "button";
  if (part.action && !isOwnButton) makeTappable(made, part.action, where);
  return made;
}

// Where a part stands in its box: its share of the room, the gap before it, its offsets.
function place(made, part, layout) {
  const growsByItself = layout !== "vertical" && !["icon", "separator"].includes(part.type) && !part.width;
  const share = part.flex ?? (part.type === "filler" ? 1 : growsByItself ? 1 : 0);
  made.style.flex = share > 0 ? `${share} ${share} 0` : "0 0 auto";
  if (layout === "vertical" && share === 0) made.style.maxWidth ||= "100%";
  if (part.margin) made.style[layout === "vertical" ? "marginTop" : "marginInlineStart"] = measure(GAPS, part.margin);
  if (part.position === "absolute") made.style.position = "absolute";
  const sides = { offsetTop: "top", offsetBottom: "bottom", offsetStart: "insetInlineStart", offsetEnd: "insetInlineEnd" };
  for (const [name, side] of Object.entries(sides)) {
    if (!part[name]) continue;
    made.style.position ||= "relative";
    made.style[side] = measure(GAPS, part[name]);
  }
  const upright = { top: "flex-start", center: "center", bottom: "flex-end" };
  if (part.gravity && layout === "horizontal") made.style.alignSelf = upright[part.gravity];
}

function box(part, where) {
  const made = element("div", { class: "box", data: { layout: part.layout } });
  const style = made.style;
  style.gap = measure(GAPS, part.spacing ?? "none");
  for (const side of ["All", "Top", "Bottom", "Start", "End"]) {
    const padding = part[`padding${side}`];
    const name = { All: "padding", Start: "paddingInlineStart", End: "paddingInlineEnd" }[side] ?? `padding${side}`;
    if (padding) style[name] = measure(GAPS, padding);
  }
  for (const name of ["width", "maxWidth", "height", "maxHeight"]) if (part[name]) style[name] = measure({}, part[name]);
  style.backgroundColor = colour(part.backgroundColor);
  if (part.background) {
    const { angle, startColor, centerColor, centerPosition, endColor } = part.background;
    const middle = centerColor ? `${colour(centerColor)} ${centerPosition ?? "50%"},` : "";
    style.backgroundImage = `linear-gradient(${angle}, ${colour(startColor)}, ${middle} ${colour(endColor)})`;
  }
  if (part.borderWidth || part.borderColor) style.border = `${measure(BORDERS, part.borderWidth ?? "normal")} solid ${colour(part.borderColor) || "#000"}`;
  if (part.cornerRadius) style.borderRadius = measure(RADII, part.cornerRadius);
  if (part.justifyContent) style.justifyContent = part.justifyContent;
  if (part.alignItems) style.alignItems = part.alignItems;
  made.append(...part.contents.map((one) => component(one, where, part.layout)));
  return made;
}

function letters(made, part) {
  made.style.fontSize = measure(FONTS, part.size ?? "");
  made.style.color = colour(part.color);
  if (part.weight) made.style.fontWeight = part.weight === "bold" ? "700" : "400";
  if (part.style === "italic") made.style.fontStyle = "italic";
  if (part.decoration) made.style.textDecoration = part.decoration;
}

function text(part) {
  const spans = (part.contents ?? []).map((span) => {
    const made = element("span", {}, span.text ?? "");
    letters(made, span);
    return made;
  });
  const made = element("p", { class: "text", data: part.wrap ? { wrap: "" } : {} }, ...(spans.length ? spans : [part.text]));
  letters(made, { size: "md", ...part });
  if (part.align) made.style.textAlign = part.align;
  if (part.lineSpacing) made.style.lineHeight = `calc(1.3em + ${part.lineSpacing})`;
  if (part.maxLines && part.wrap) {
    Object.assign(made.style, { display: "-webkit-box", webkitBoxOrient: "vertical", webkitLineClamp: part.maxLines });
  }
  return made;
}

function button(part, where) {
  const made = tappable(part.action, where, {
    class: "tap button",
    data: { style: part.style ?? "link", height: part.height ?? "md" },
  });
  if (part.color) made.style[part.style === "link" || !part.style ? "color" : "backgroundColor"] = colour(part.color);
  return made;
}

// Pictures lie on other hosts, which this page never asks: a frame of the right shape stands for them.
function picture(part) {
  const made = element("div", { class: "absent", role: "img", "aria-label": "画像" }, "画像");
  const [wide, high] = (part.aspectRatio ?? "1:1").split(":");
  made.style.aspectRatio = `${wide} / ${high}`;
  made.style.width = part.size === "full" ? "100%" : measure(PICTURES, part.size ?? "md");
  return made;
}

function rule(part, _where, layout) {
  const made = element("hr", { data: layout === "horizontal" ? { upright: "" } : {} });
  if (part.color) made.style.borderColor = colour(part.color);
  return made;
}

const filler = () => element("div");
const icon = (part) => {
  const made = element("span", { role: "img", "aria-label": "アイコン" }, "▪");
  made.style.fontSize = measure(FONTS, part.size ?? "md");
  return made;
};
const video = (part, where, layout) => component(part.altContent, where, layout);
const DRAWN = { box, text, button, image: picture, separator: rule, filler, icon, video };
