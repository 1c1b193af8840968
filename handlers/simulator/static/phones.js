// The list of phones.
import { act } from "./calls.js";
import { byId, element, timeOf } from "./elements.js";
import { attempt } from "./trouble.js";

const SAID = {
  sticker: "［スタンプ］", image: "［写真］", video: "［動画］", audio: "［音声］",
  file: "［ファイル］", location: "［位置情報］", unsent: "（送信取消）",
};

function summary(phone) {
  if (phone.isBlocked) return "ブロック中";
  if (!phone.last) return phone.isFriend ? "友だち" : "まだ友だちではありません";
  return phone.last.text ?? phone.last.altText ?? SAID[phone.last.type] ?? "";
}

export function showPhones(phones, current) {
  byId("phones").replaceChildren(
    ...phones.map((phone) =>
      element("li", {}, element(
        "a",
        { href: `#${phone.user}`, "aria-current": phone.user === current && "true", data: { testid: "phone", user: phone.user } },
        element("span", { class: "face", "aria-hidden": "true" }, [...phone.name][0] ?? ""),
        element("b", {}, `${phone.name}さん`),
        element("time", {}, phone.at ? timeOf(phone.at) : ""),
        element("span", { class: "last" }, summary(phone)),
      )),
    ),
  );
}

export function startPhones() {
  byId("add-resident").addEventListener("click", () =>
    attempt(async () => {
      const { user } = await act("phones");
      location.hash = user;
    }),
  );
}
