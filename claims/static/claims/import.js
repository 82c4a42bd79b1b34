// Moves the bar of an import that is being read or stored; when that has ended, the page shows what came of it.
(function () {
  "use strict";

  const EVERY = 1500;

  async function look(box) {
    const answer = await fetch(box.dataset.import, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      return;
    }
    const found = await answer.json();
    if (!found.busy) {
      window.location.reload();
      return;
    }
    box.querySelector("progress").value = found.done_share;
    const done = found.status === "storing" ? found.stored : found.read;
    const total = found.counted === null ? "" : " of " + found.counted;
    box.querySelector("[data-done]").textContent = done + total + " records";
    window.setTimeout(look, EVERY, box);
  }

  const box = document.querySelector("[data-import]");
  if (box) {
    window.setTimeout(look, EVERY, box);
  }
})();
