"use strict";
(function () {
  // Accents and signs do not count: "s-gravenhage" and "groenlo-zuid" are found as they are typed.
  const plain = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  const form = document.getElementById("zoek");
  const words = document.getElementById("zoekwoord");
  const gemeente = document.getElementById("gemeente");
  const count = document.getElementById("aantal");
  const empty = document.getElementById("leeg");
  const groups = Array.from(document.querySelectorAll(".groep"), (section) => ({
    section,
    name: section.id,
    text: plain(section.firstElementChild.textContent),
    items: Array.from(section.querySelectorAll("li"), (item) => ({ item, text: plain(item.textContent) })),
  }));

  function filter() {
    const wanted = plain(words.value).split(" ");
    let found = 0;
    for (const group of groups) {
      const here = !gemeente.value || gemeente.value === group.name;
      let shown = 0;
      for (const entry of group.items) {
        const hit = here && wanted.every((word) => entry.text.includes(word) || group.text.includes(word));
        if (entry.item.hidden === hit) entry.item.hidden = !hit;
        shown += hit;
      }
      group.section.hidden = !shown;
      found += shown;
    }
    empty.hidden = found > 0;
    count.textContent =
      found === 0 ? "Geen rapport gevonden" : found === 1 ? "1 rapport" : found.toLocaleString("nl-NL") + " rapporten";
  }

  let waiting;
  words.addEventListener("input", () => {
    clearTimeout(waiting); // a screen reader hears the count after the last letter, not after each
    waiting = setTimeout(filter, 150);
  });
  gemeente.addEventListener("change", filter);
  form.hidden = false;
  filter();
})();
