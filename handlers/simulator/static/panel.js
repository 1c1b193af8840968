// LINEの中: what LINE counts, what its console is set to, and what its webhook met.
import { act, clearFaults } from "./calls.js";
import { byId, element, timeOf } from "./elements.js";
import { attempt } from "./trouble.js";

const ERRORS = {
  request_timeout: "2秒以内に答えがない", could_not_connect: "つながらない",
  error_status_code: "エラーの答え", tls_handshake_failed: "TLSの失敗",
};

export function showPanel(line) {
  byId("usage").textContent = line.quota === null ? `${line.usage} 通（上限なし）` : `${line.usage} / ${line.quota} 通`;
  const meter = byId("usage-meter");
  meter.hidden = line.quota === null;
  meter.max = line.quota ?? 1;
  meter.value = line.usage;
  showTokens(line);
  byId("waiting").textContent = `${line.waiting} 件`;
  for (const box of byId("switches").querySelectorAll("input")) box.checked = line[box.name];
  byId("travelled").textContent = line.travelledMs ? `いま ${describe(line.travelledMs)} 先にいます。` : "";
  byId("posts").replaceChildren(...(line.posts.length ? line.posts.map(post) : [element("li", {}, "まだありません")]));
  byId("faults").replaceChildren(...line.faults.map((fault) => element("li", {}, `${fault.on}：${fault.do}`)));
  byId("heal").hidden = line.faults.length === 0;
}

function post(one) {
  const said = one.error ? `${ERRORS[one.error] ?? one.error}${one.status ? `（${one.status}）` : ""}` : `届いた（${one.status}）`;
  const what = one.isRedelivery ? "再送 " : "";
  return element("li", { data: one.error ? { error: one.error } : {} }, `${timeOf(one.at)} ${what}${said}・${one.eventIds.length}件`);
}

function describe(ms) {
  const minutes = Math.round(ms / 60000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  return [days && `${days}日`, hours && `${hours}時間`, minutes % 60 && `${minutes % 60}分`].filter(Boolean).join("");
}

let ticking = 0;
function showTokens(line) {
  clearInterval(ticking);
  const ends = Date.now() + line.youngestTokenMs;
  const tick = () => {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    byId("tokens").textContent = left && line.openTokens ? `${line.openTokens} 枚（新しいもので残り ${left} 秒）` : "なし";
    if (!left) clearInterval(ticking);
  };
  ticking = setInterval(tick, 1000);
  tick();
}

export function startPanel() {
  byId("switches").addEventListener("change", (event) =>
    attempt(() => act("console", { [event.target.name]: event.target.checked })));
  for (const button of document.querySelectorAll("[data-travel]")) {
    button.addEventListener("click", () => attempt(() => act("travel", { seconds: Number(button.dataset.travel) })));
  }
  byId("verify").addEventListener("click", () =>
    attempt(async () => {
      const { success, reason } = await act("verify");
      byId("verified").textContent = success ? "つながりました。" : `つながりません：${ERRORS[reason.toLowerCase()] ?? reason}`;
    }));
  byId("fault-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [on, kind] = byId("fault").value.split(" ");
    attempt(() => act("faults", { on, do: kind }));
  });
  byId("heal").addEventListener("click", () => attempt(clearFaults));
}
