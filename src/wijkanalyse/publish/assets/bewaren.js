"use strict";
/* Keeps what is typed in this browser, per page and area. What is kept is read again before each change,
   so that a second tab loses nothing; while the browser refuses to keep it, what is in memory counts. */
const bewaren = (() => {
  /* key: name in the browser; empty: what there is at first; isWhole: whether what is kept can be used;
     told: called with true or false, whether the last change is kept; changed: called after another tab changed it. */
  function keep({ key, empty, isWhole, told, changed }) {
    let memory = empty;
    let refused = false;

    function read() {
      if (refused) return memory;
      try {
        const kept = JSON.parse(localStorage.getItem(key) || "null");
        memory = kept !== null && isWhole(kept) ? kept : empty;
      } catch (error) {
        refuse();
      }
      return memory;
    }

    function refuse() {
      refused = true;
      told(false);
    }

    function change(make) {
      memory = make(read());
      try {
        localStorage.setItem(key, JSON.stringify(memory));
        if (refused) told(true);
        refused = false;
      } catch (error) {
        refuse();
      }
      return memory;
    }

    /* Nothing stays on this computer. */
    function forget() {
      memory = empty;
      try {
        localStorage.removeItem(key);
        refused = false;
        told(true);
      } catch (error) {
        refuse();
      }
    }

    window.addEventListener("storage", (event) => {
      if (event.key !== key && event.key !== null) return;
      read();
      changed();
    });
    window.addEventListener("beforeunload", (event) => {
      if (refused) event.preventDefault(); // the browser asks whether to leave
    });
    return { read, change, forget, get value() { return memory; } };
  }

  return { keep };
})();
