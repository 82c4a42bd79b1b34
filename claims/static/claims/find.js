// Fills the search box's own list of suggestions while one types. Without it the box is a plain form.
(function () {
  "use strict";
  const input = document.querySelector("input[data-suggestions]");
  const list = input && document.getElementById(input.getAttribute("list"));
  let waiting;
  let asked = "";

  async function fill() {
    const typed = input.value.trim();
    if (typed.length < 2 || typed.length > 100 || typed === asked) {
      return;
    }
    asked = typed;
    const answer = await fetch(input.dataset.suggestions + "?" + new URLSearchParams({ q: typed }));
    if (!answer.ok || asked !== typed) {
      return;
    }
    const found = await answer.json();
    list.replaceChildren(
      ...found.suggestions.map(function (text) {
        const option = document.createElement("option");
        option.value = text;
        return option;
      })
    );
  }

  if (list) {
    input.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(fill, 200);
    });
  }
})();
