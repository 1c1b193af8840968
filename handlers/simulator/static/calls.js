// Talks to the stand-in. Every act is a POST; what the page shows comes from `look` alone.

export async function look(user) {
  const answer = await fetch(`/simulator/view?phone=${encodeURIComponent(user ?? "")}`);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function post(path, options) {
  const answer = await fetch(`/simulator/${path}`, { method: "POST", ...options });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

export function act(path, fields = {}) {
  return post(path, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  });
}

export function upload(path, file) {
  return post(path, {
    headers: { "Content-Type": file.type || "application/octet-stream" },
    body: file,
  });
}

export async function clearFaults() {
  await fetch("/simulator/faults", { method: "DELETE" });
}

// Calls `changed` whenever something may have changed. A hidden tab holds no connection.
export function follow(changed) {
  let stream = null;
  const open = () => {
    stream ??= new EventSource("/simulator/stream");
    stream.onmessage = changed;
    stream.onerror = () => {
      if (stream?.readyState !== EventSource.CLOSED) return;
      stream = null; // A server that was away for long ends the stream for good: open another.
      setTimeout(() => document.hidden || open(), 2000);
    };
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return open();
    stream?.close();
    stream = null;
  });
  open();
}
