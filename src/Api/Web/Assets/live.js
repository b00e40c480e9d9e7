// Keeps an open page current. Without it every page works, and shows the state of when it was loaded, in UTC.
(() => {
  "use strict";

  const zoned = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

  // The exact instant stays in the title.
  const localTimes = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) {
      time.textContent = zoned.format(new Date(time.dateTime));
    }
  };

  const status = document.getElementById("live");
  const say = (text, reload) => {
    if (!status) {
      return;
    }
    status.hidden = !text;
    status.textContent = text;
    if (reload) {
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = "Reload";
      status.append(" ", link);
    }
  };

  const main = document.querySelector("main[data-live]");
  localTimes(document);
  if (!main) {
    return;
  }

  let refreshing = false;
  let again = false;

  const path = (element) => {
    const steps = [];
    for (let one = element; one && one !== main; one = one.parentElement) {
      steps.unshift([...one.parentElement.children].indexOf(one));
    }
    return steps;
  };

  const at = (root, steps) => steps.reduce((one, step) => one && one.children[step], root);

  // Takes over what the server says now; what the reader has opened, focused and scrolled to stays.
  const take = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    if (!fresh) {
      return false;
    }
    localTimes(fresh);
    if (fresh.innerHTML === main.innerHTML) {
      return true;
    }
    const open = [...main.querySelectorAll("details[open]")].map(path);
    const focus = main.contains(document.activeElement) ? path(document.activeElement) : null;
    const scrolled = [...main.querySelectorAll(".scroll")].map((one) => [path(one), one.scrollLeft, one.scrollTop]);
    main.replaceChildren(...fresh.childNodes);
    for (const steps of open) {
      const one = at(main, steps);
      if (one && one.tagName === "DETAILS") {
        one.open = true;
      }
    }
    for (const [steps, left, top] of scrolled) {
      const one = at(main, steps);
      if (one) {
        one.scrollTo(left, top);
      }
    }
    if (focus) {
      at(main, focus)?.focus({ preventScroll: true });
    }
    return true;
  };

  const refresh = async () => {
    if (refreshing) {
      again = true;
      return;
    }
    refreshing = true;
    try {
      do {
        again = false;
        const response = await fetch(location.href, { headers: { accept: "text/html" } });
        const text = await response.text();
        if (response.ok) {
          take(text);
        } else if (response.status === 404) {
          say("What this page shows has been removed.");
          return;
        } else {
          say("The service cannot show this page at the moment.", true);
          return;
        }
      } while (again);
      say("");
    } catch {
      // The stream of events notices that the service is away, and asks again when it is back.
    } finally {
      refreshing = false;
    }
  };

  const changed = () => {
    if (main.dataset.liveMode === "notice") {
      say("What this page shows has changed since it was loaded.", true);
    } else {
      refresh();
    }
  };

  let source = null;
  let away = false;

  const listen = () => {
    source = new EventSource("/events?scope=" + encodeURIComponent(main.dataset.live));
    source.addEventListener("ready", (event) => {
      document.documentElement.dataset.live = "on";
      if (away) {
        away = false;
        say("");
        changed();
      } else if (main.dataset.liveMode !== "notice" && main.dataset.liveAt !== event.data) {
        // Something happened between the page and this stream.
        refresh();
      }
    });
    source.addEventListener("change", changed);
    source.addEventListener("error", () => {
      away = true;
      document.documentElement.dataset.live = "off";
      say("Connection lost. Showing the last known state; reconnecting.");
      // A refused stream is not tried again by the browser.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(() => document.hidden || listen(), 2000);
      }
    });
  };

  // A page that nobody looks at holds no connection: a browser has few for one server.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
      away = true;
    } else if (!source) {
      listen();
    }
  });

  listen();
})();
