// Waiting times go on while the page stands still. The words stand on the body.

const { minutes, hours, days } = document.body.dataset;

function words(seconds) {
  const m = Math.max(0, Math.floor(seconds / 60));
  const [pattern, values] = m < 60 ? [minutes, { m }]
    : m < 1440 ? [hours, { h: Math.floor(m / 60), m: m % 60 }]
      : [days, { d: Math.floor(m / 1440), h: Math.floor((m % 1440) / 60) }];
  return pattern.replace(/\{(\w)\}/g, (_, name) => values[name]);
}

function tick() {
  for (const each of document.querySelectorAll("time[data-since]")) {
    const text = words(Date.now() / 1000 - Number(each.dataset.since));
    if (each.textContent !== text) each.textContent = text;
  }
}

setInterval(tick, 10000);
