// A free answer is free for some seconds only: the note beside the box moves on with the clock.

function draw() {
  const fare = document.getElementById("fare");
  const until = Number(fare?.dataset.freeUntil ?? 0);
  if (!until) return;
  const left = Math.floor(until - Date.now() / 1000);
  const free = fare.querySelector("[data-free]");
  free.hidden = left <= 0;
  fare.querySelector("[data-then]").hidden = left > 0;
  const seconds = free.querySelector("[data-seconds]");
  seconds.textContent = seconds.dataset.seconds.replace("{n}", left);
}

document.addEventListener("desk:put", draw);
setInterval(draw, 1000);
draw();
