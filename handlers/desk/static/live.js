// One stream for all tabs of a browser: the tab with the lock reads it and tells the others.
// Pages hear `desk:change` (kind, conversation), `desk:refresh` (fetch anew) and `desk:beat`.

const SILENCE = 15000; // ms without a sign of life: the stream counts as down
const POLL = 20000; // ms between looks while it is down
const RETRY = 8000; // ms before a stream that was refused is asked for again

const url = document.body.dataset.live;
const channel = new BroadcastChannel("madoguchi-desk");
let source = null;
let lastId = "";
let lastSign = Date.now();
let lastPoll = Date.now();
let isUp = true;
let isLeading = false;

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

function show(id, isShown) {
  document.querySelector(`#${id} > span`).hidden = !isShown;
}

function hear(said) {
  if (said.type === "end") return tell("desk:ended");
  lastSign = Date.now();
  const wasDown = !isUp;
  isUp = true;
  show("cut-off", false);
  if (said.type === "change") tell("desk:change", said.detail);
  else tell("desk:beat");
  if (wasDown || said.type === "hello") tell("desk:refresh");
}

function say(said) {
  channel.postMessage(said);
  hear(said);
}

function open() {
  source?.close();
  source = new EventSource(lastId ? `${url}?after=${lastId}` : url);
  for (const type of ["hello", "beat", "end"]) {
    source.addEventListener(type, (event) => {
      lastId = event.lastEventId || lastId;
      say({ type });
      if (type === "end") source.close();
    });
  }
  source.addEventListener("change", (event) => {
    lastId = event.lastEventId;
    say({ type: "change", detail: JSON.parse(event.data) });
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    tell("desk:refresh"); // and learn whether the login has ended
    setTimeout(reopen, RETRY, source);
  });
}

function reopen(refused) {
  if (isLeading && source === refused) open();
}

function watch() {
  const now = Date.now();
  if (now - lastSign <= SILENCE) return;
  isUp = false;
  show("cut-off", document.querySelector("#logged-out > span").hidden);
  if (now - lastPoll < POLL) return;
  lastPoll = now;
  tell("desk:refresh");
  if (isLeading && source.readyState !== EventSource.CLOSED) open(); // a line that died silently
}

function lead() {
  isLeading = true;
  open();
  return new Promise(() => {}); // until this tab goes
}

// Without locks (plain http on a network) only what is looked at streams; the rest polls.
function leadWhileVisible() {
  isLeading = !document.hidden;
  if (isLeading) open();
  else source?.close();
}

channel.addEventListener("message", (event) => hear(event.data));
document.addEventListener("desk:ended", () => show("logged-out", true));
document.addEventListener("desk:answered", () => show("logged-out", false));
setInterval(watch, 5000);
if (navigator.locks) {
  navigator.locks.request("madoguchi-desk-stream", lead);
} else {
  document.addEventListener("visibilitychange", leadWhileVisible);
  leadWhileVisible();
}
