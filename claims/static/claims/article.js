// Keys through the findings of an article, and decisions without loading the page anew.
(function () {
  "use strict";

  const told = document.getElementById("told");
  const hint = document.getElementById("keys");
  let last = null;

  const cards = () => Array.from(document.querySelectorAll("[data-finding]"));
  // On a page of its own there is one finding, wherever the focus is.
  const alone = document.querySelector("[data-alone]");
  const current = () => alone || (document.activeElement && document.activeElement.closest("[data-finding]"));
  const seen = (one) => one.offsetParent !== null;

  function say(text) {
    if (told) {
      told.textContent = text;
    }
  }

  // Puts what the site answered in place of a finding, with the numbers on top; the new finding.
  async function put(card, answer) {
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = found.querySelector("[data-finding]");
    const counts = document.getElementById("counts");
    if (counts) {
      counts.replaceWith(found.getElementById("counts"));
    }
    card.replaceWith(fresh);
    return fresh;
  }

  // A finding with all that may be said of it: what is only possible is not in the page until it is asked for.
  async function whole(card) {
    const link = card.querySelector("a[data-load]");
    if (!link || card.dataset.loading) {
      return card;
    }
    card.dataset.loading = "1";
    const answer = await fetch(link.href, { headers: { "X-Part": "finding" } });
    if (!answer.ok || answer.redirected) {
      window.location.assign(link.href);
      return card;
    }
    const held = card.contains(document.activeElement);
    const fresh = await put(card, answer);
    const folded = fresh.querySelector("details[data-possible]");
    if (folded) {
      folded.open = true;
    }
    if (held) {
      fresh.focus({ preventScroll: true });
    }
    // It is higher than it was: what one has gone on to meanwhile must not be pushed off the screen.
    const here = current();
    if (here) {
      here.scrollIntoView({ block: "nearest" });
    }
    return fresh;
  }

  function go(card) {
    if (card) {
      if (!card.querySelector(":scope > .match") && card.querySelector("details[data-possible] a[data-load]")) {
        whole(card);
      }
      // What is only possible is folded away, unless there is nothing else.
      const folded = card.querySelector("details[data-possible]");
      if (folded && !card.querySelector(":scope > .match")) {
        folded.open = true;
      }
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    }
  }

  function step(by) {
    if (alone) {
      const link = document.querySelector(`a[rel=${by > 0 ? "next" : "prev"}]`);
      if (link) {
        link.click();
      }
      return;
    }
    const all = cards();
    const here = all.indexOf(current());
    go(here < 0 ? all[by > 0 ? 0 : all.length - 1] : all[here + by]);
  }

  // The next finding that waits for a decision, this one included.
  function onward(card) {
    const all = cards();
    const waits = (one) => Array.from(one.querySelectorAll("[data-press=c]")).some(seen);
    const next = all.slice(all.indexOf(card)).find((one) => waits(one) || !one.querySelector(":scope > .match"));
    go(next || card);
  }

  function press(key) {
    const card = key === "u" && last ? document.getElementById(last.card) : current();
    if (!card) {
      return false;
    }
    const within = key === "u" && last ? document.getElementById(last.match) : null;
    const target = Array.from((within || card).querySelectorAll(`[data-press=${key}]`)).find(seen);
    if (!target) {
      // Nothing is decided that was not seen: the first press shows it.
      whole(card);
      return Boolean(card.querySelector("a[data-load]"));
    }
    if (key === "w") {
      target.focus();
    } else {
      target.click();
    }
    return true;
  }

  async function send(event) {
    const form = event.target;
    const button = event.submitter;
    // The short buttons of all findings belong to one form, which stands outside of them.
    const card = (button || form).closest("[data-finding]");
    if (!card || alone || form.dataset.plain) {
      return;
    }
    event.preventDefault();
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, button),
      headers: { "X-Part": "finding" },
    });
    if (!answer.ok || answer.redirected) {
      // The page itself says what went wrong.
      form.dataset.plain = "1";
      form.requestSubmit(button);
      return;
    }
    const match = button.closest(".match");
    const word = button.firstChild.textContent;
    const id = card.id;
    const fresh = await put(card, answer);
    const undone = button.value.startsWith("suggested");
    last = undone || !match ? null : { card: id, match: match.id };
    say(`${word}: ${fresh.querySelector("h3").textContent.trim()}`);
    if (undone) {
      go(fresh);
    } else {
      onward(fresh);
    }
  }

  document.addEventListener("submit", send);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-load]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && link.closest("[data-finding]")) {
      event.preventDefault();
      link.focus();
      whole(link.closest("[data-finding]"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) {
      return;
    }
    if (event.key === "n" || event.key === "j") {
      step(1);
    } else if (event.key === "p" || event.key === "k") {
      step(-1);
    } else if (!["c", "r", "u", "w"].includes(event.key) || !press(event.key)) {
      return;
    }
    event.preventDefault();
  });
  if (hint) {
    hint.hidden = false;
  }
})();
