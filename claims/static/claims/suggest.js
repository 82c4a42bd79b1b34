// Fills the browser's own suggestion list of a reference field from the desk's look-up, as one types.
(function () {
  "use strict";
  let count = 0;

  function listOf(input) {
    const list = input.nextElementSibling;
    if (!list.id || document.getElementById(list.id) !== list) {
      count += 1;
      list.id = "suggestions-" + count;
    }
    input.setAttribute("list", list.id);
    return list;
  }

  async function fill(input) {
    const list = listOf(input);
    const query = new URLSearchParams({
      app_label: input.dataset.app,
      model_name: input.dataset.model,
      field_name: input.dataset.field,
      term: input.value,
    });
    const answer = await fetch(input.dataset.url + "?" + query);
    if (!answer.ok) {
      return;
    }
    const found = await answer.json();
    list.replaceChildren(
      ...found.results.map(function (row) {
        const option = document.createElement("option");
        option.value = input.dataset.prefix + row.id + " " + row.text;
        return option;
      })
    );
  }

  let waiting;
  document.addEventListener("input", function (event) {
    if (event.target.matches("input[data-suggest]")) {
      clearTimeout(waiting);
      waiting = setTimeout(fill, 200, event.target);
    }
  });
})();
