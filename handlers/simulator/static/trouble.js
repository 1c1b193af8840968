// What went wrong, said in one line above the text box.
import { byId } from "./elements.js";

const SAID = { 409: "いまはできません。", 413: "大きすぎて送れません（10MBまで）。", 415: "この種類は送れません。" };
let fading = 0;

// Does it; true if it went well.
export async function attempt(deed) {
  try {
    await deed();
    return true;
  } catch (error) {
    const line = byId("trouble");
    line.textContent = SAID[error.message] ?? "つながりません。もう一度ためしてください。";
    line.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => { line.hidden = true; }, 6000);
    return false;
  }
}
