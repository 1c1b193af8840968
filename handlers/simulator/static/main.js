// Starts the page: looks when told that something changed, and shows what it saw.
import { follow, look } from "./calls.js";
import { showChat, startChat } from "./chat.js";
import { startComposer } from "./composer.js";
import { byId } from "./elements.js";
import { showPanel, startPanel } from "./panel.js";
import { showPhones, startPhones } from "./phones.js";

const stage = byId("stage");
const chosen = () => location.hash.slice(1);

let isLooking = false;
let mustLookAgain = false;

async function refresh() {
  if (isLooking) {
    mustLookAgain = true;
    return;
  }
  isLooking = true;
  try {
    do {
      mustLookAgain = false;
      const user = chosen();
      const view = await look(user);
      if (user !== chosen()) mustLookAgain = true;
      else show(view, user);
    } while (mustLookAgain);
  } catch {
    // The stand-in is away: the stream tells when it is back, and then we look again.
  } finally {
    isLooking = false;
  }
}

function show(view, user) {
  showPhones(view.phones, user);
  showChat(view.screen, view.line.account, refresh);
  showPanel(view.line);
  stage.dataset.ready = user;
}

function turn() {
  stage.dataset.view = chosen() ? "chat" : "list";
  refresh();
}

for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    const { show: wanted } = button.dataset;
    if (wanted === "list") location.hash = "";
    else stage.dataset.view = wanted === "back" ? (chosen() ? "chat" : "list") : wanted;
  });
}

startPhones();
startChat();
startComposer();
startPanel();
window.addEventListener("hashchange", turn);
turn();
follow(refresh);
