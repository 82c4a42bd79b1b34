// One key decides a pair of look-alikes: it presses the button that names it. The page works without.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
      return;
    }
    const chosen = document.querySelector("[data-key=\"" + CSS.escape(event.key.toLowerCase()) + "\"]");
    if (chosen) {
      event.preventDefault();
      chosen.click();
    }
  });
})();
