// Moves the bar of an article that is being checked; when that has ended, the page shows what was found.
(function () {
  "use strict";

  const EVERY = 1500;

  async function look(box) {
    const answer = await fetch(box.dataset.check, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const found = await answer.json();
      if (!found.busy) {
        window.location.reload();
        return;
      }
      box.querySelector("progress").value = found.done_share;
    }
    window.setTimeout(look, EVERY, box);
  }

  const box = document.querySelector("[data-check]");
  if (box) {
    window.setTimeout(look, EVERY, box);
  }
})();
