// The board follows the queue.

import { once, refresh } from "./fragment.js";
import "./live.js";

const said = document.getElementById("board-said");
const sentence = said.querySelector("span").textContent;
let count = waiting();

function waiting() {
  return Number(document.getElementById("board").dataset.count);
}

/** Says aloud that somebody has come, not every change of a card. */
function announce() {
  const now = waiting();
  if (now > count) said.textContent = sentence.replace("{n}", now);
  count = now;
}

const look = once(() => refresh(location.pathname));
document.addEventListener("desk:change", look);
document.addEventListener("desk:refresh", look);
document.addEventListener("desk:put", announce);
