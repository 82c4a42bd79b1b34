// Keeps an instrument's form up to date while it is filled in: questions appear as they apply, judgements
// as the rules give them. The page works without it; the rules themselves are asked of the API.
(function () {
  "use strict";

  function make(tag, text, className) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) {
      made.className = className;
    }
    return made;
  }

  function filled(root) {
    const body = { answers: {}, options: {}, domains: {} };
    const places = { answer: body.answers, option: body.options, judgement: body.domains };
    const items = new Set(
      Array.from(root.querySelectorAll("[data-item]"), function (one) { return one.dataset.item; })
    );
    for (const input of root.querySelectorAll("input, select")) {
      const dot = input.name.indexOf(".");
      const place = places[input.name.slice(0, dot)];
      const ticked = input.type !== "radio" && input.type !== "checkbox" ? true : input.checked;
      if (!place || !ticked || !input.value) {
        continue;
      }
      const name = input.name.slice(dot + 1);
      if (input.type === "checkbox") {
        (place[name] = place[name] || []).push(input.value);
      } else if (place === body.answers && !items.has(name)) {
        const cut = name.lastIndexOf(".");
        const item = name.slice(0, cut);
        place[item] = place[item] || {};
        place[item][name.slice(cut + 1)] = input.value;
      } else {
        place[name] = input.value;
      }
    }
    if (!Object.keys(body.domains).length) {
      delete body.domains;
    }
    return body;
  }

  function showQuestions(root, found) {
    const away = new Set(found.not_applicable.concat(found.pending));
    for (const question of root.querySelectorAll("[data-item]")) {
      question.hidden = away.has(question.dataset.item);
      question.removeAttribute("data-state");
    }
  }

  function showDomains(root, found) {
    for (const line of root.querySelectorAll("[data-domain]")) {
      const result = found.domains[line.dataset.domain];
      const parts = [make("strong", result.label || "No judgement yet")];
      result.because.forEach(function (text) { parts.push(make("span", text, "quiet")); });
      if (result.missing.length) {
        parts.push(make("span", "Still open: " + result.missing.join(", ") + ".", "quiet"));
      }
      line.replaceChildren(...parts);
    }
  }

  function words(code) {
    return code.replaceAll("_", " ");
  }

  function list(tag, lines) {
    const made = make(tag, "");
    made.append(...lines.map(function (text) { return make("li", text); }));
    return made;
  }

  function pairs(values) {
    return Object.keys(values).map(function (name) {
      return name + ": " + (values[name] === null ? "open" : values[name]);
    });
  }

  function showResult(root, found) {
    const parts = [];
    if (found.judgement) {
      const line = make("p", "");
      line.append(make("strong", found.judgement_label, "lead"));
      parts.push(line);
    }
    if (found.score !== null) {
      parts.push(make("p", "Score: " + found.score));
    }
    [found.scores, found.counts].forEach(function (values) {
      if (Object.keys(values).length) {
        parts.push(list("ul", pairs(values)));
      }
    });
    if (found.critical_flaws !== null) {
      parts.push(make("p", "Critical flaws: " + found.critical_flaws + "; other weaknesses: " + found.noncritical_weaknesses + "."));
    }
    if (found.because.length) {
      parts.push(list("ol", found.because));
    }
    if (found.missing.length) {
      parts.push(make("p", "No judgement while these are open: " + found.missing.join(", ") + "."));
    }
    if (found.complete) {
      found.strength.forEach(function (one) {
        const of = found.strength.length > 1 ? ", " + words(one.design) : "";
        const line = make("p", "Suggested strength" + of + ": ");
        line.append(make("strong", words(one.strength || "none")), ". ", make("span", one.reason, "quiet"));
        parts.push(line);
      });
    }
    found.warnings.forEach(function (text) { parts.push(make("p", text, "notice")); });
    root.querySelector("[data-result]").replaceChildren(...parts);
  }

  async function update(root) {
    const turn = (Number(root.dataset.turn) || 0) + 1;
    root.dataset.turn = turn;
    const answer = await fetch(root.dataset.evaluate, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(filled(root)),
    });
    const found = await answer.json();
    if (Number(root.dataset.turn) !== turn) {
      return;
    }
    if (!answer.ok) {
      root.querySelector("[data-result]").replaceChildren(make("p", found.detail, "errors"));
      return;
    }
    showQuestions(root, found);
    showDomains(root, found);
    showResult(root, found);
    root.dispatchEvent(new CustomEvent("instrument:evaluated", { bubbles: true, detail: found }));
  }

  for (const root of document.querySelectorAll("[data-evaluate]")) {
    root.addEventListener("change", function (event) {
      if (!event.target.name.startsWith("note.")) {
        update(root);
      }
    });
    update(root);
  }
})();
