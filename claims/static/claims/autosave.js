// Keeps a draft while one types: a second after the last change, and when the page is left. Works with the
// form's own address and fields; without a script "Keep as draft" does the same.
(function () {
  "use strict";
  const WAIT = 1000;

  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const status = form.querySelector("[data-status]");
    const suggestion = form.querySelector("[data-suggestion]");
    let timer, running = null, dirty = false, stopped = false;

    function say(text, bad) {
      status.textContent = text;
      status.classList.toggle("bad", Boolean(bad));
    }

    function take(found) {
      form.elements.revision.value = found.revision;
      form.elements.sheet_revision.value = found.sheet_revision;
      if (suggestion && suggestion.textContent !== found.suggestion) {
        suggestion.textContent = found.suggestion;
      }
      say("Draft kept " + found.saved_at + ". Nobody else sees it.");
    }

    async function save() {
      clearTimeout(timer);
      if (running) {
        await running;
      }
      if (!dirty || stopped) {
        return;
      }
      dirty = false;
      const body = new FormData(form);
      body.set("autosave", "1");
      // The instrument that is on the page: another one is shown by its own button.
      body.set("instrument", form.elements.shown.value || form.elements.instrument.value);
      running = fetch(form.getAttribute("action") || location.pathname, {
        method: "POST",
        body: body,
        keepalive: true,
        headers: { "X-Requested-With": "XMLHttpRequest" },
      }).then(async function (answer) {
        const found = await answer.json();
        if (answer.ok) {
          take(found);
        } else {
          stopped = answer.status === 409;
          say(found.detail + (stopped ? " Press “Keep as draft” to compare the two." : ""), true);
        }
      }).catch(function () {
        dirty = true;
        say("Not kept: no connection. It is tried again with the next change.", true);
      });
      await running;
      running = null;
    }

    form.addEventListener("input", function () {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, WAIT);
    });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") {
        save();
      }
    });
    form.addEventListener("submit", function (event) {
      clearTimeout(timer);
      dirty = false;
      if (running) {
        // Its revision has to arrive first, or this page would seem to be an older one.
        event.preventDefault();
        const button = event.submitter;
        running.then(function () { form.requestSubmit(button); });
      }
    });
  }
})();
