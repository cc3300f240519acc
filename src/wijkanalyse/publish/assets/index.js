"use strict";
(function () {
  // Accents and signs do not count: "s-gravenhage" and "groenlo-zuid" are found as they are typed.
  const plain = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  const byId = (id) => document.getElementById(id);
  const words = byId("zoekwoord"), gemeente = byId("gemeente"), order = byId("volgorde"), toggle = byId("toon");
  const list = byId("lijst"), count = byId("aantal"), empty = byId("leeg"), map = byId("kaart");
  document.documentElement.classList.add("kan");

  const groups = Array.from(list.querySelectorAll(".groep"), (section) => {
    const name = section.firstElementChild.textContent;
    const group = { section, id: section.id, name, list: section.lastElementChild };
    group.items = Array.from(group.list.children, (item) => {
      const link = item.firstElementChild;
      const code = link.nextElementSibling.textContent;
      return { item, link, group, name: link.textContent, text: plain(link.textContent + " " + code + " " + name) };
    });
    return group;
  });
  const all = groups.flatMap((group) => group.items);
  const flat = document.createElement("section");
  flat.className = "groep plat";
  flat.append(document.createElement("ul"));

  // ------------------------------------------------------------------- judgements per theme, when a row comes into sight

  const themes = Array.from(list.querySelectorAll("[data-thema]"), (head) => head.dataset.thema);
  const kinds = [
    ["g", "gunstiger"], ["ig", "iets gunstiger"], ["z", "bijna gelijk of geen duidelijk verschil"],
    ["io", "iets ongunstiger"], ["o", "ongunstiger"], ["n", "onbekend of niet te beoordelen"],
  ];
  const element = (name, css, text) => {
    const made = document.createElement(name);
    if (css) made.className = css;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // What the row carries: per theme a digit (base 36) for each of these, a point, and twice three digits of its place on the map.
  const recorded = (item) => (item.dataset.o || ".").split(".");

  function judgements(digits) {
    const box = element("div", "oordeel");
    themes.forEach((theme, t) => {
      const numbers = kinds.map((_, k) => parseInt(digits[kinds.length * t + k], 36));
      const said = kinds.map(([, word], k) => (numbers[k] ? numbers[k] + " " + word : "")).filter(Boolean);
      const cell = element("span");
      cell.setAttribute("role", "img");
      cell.setAttribute("aria-label", theme + ": " + (said.join(", ") || "geen cijfers"));
      cell.title = cell.getAttribute("aria-label");
      const counts = element("span", "vier");
      kinds.forEach(([css], k) => counts.append(numbers[k] ? element("span", css, numbers[k]) : element("span")));
      cell.append(element("em", "", theme), counts);
      box.append(cell);
    });
    return box;
  }

  // A long list has its links in short: a row has numbers, and a path in which * is the report and + its name.
  const known = (list.dataset.links || "").split("\n");
  function beside(item) {
    const report = item.firstElementChild.getAttribute("href").replace(/\.html$/, "");
    const files = element("details"), numbers = item.dataset.b.split(" ");
    const few = numbers.length <= list.dataset.zichtbaar;
    for (const number of numbers) {
      const at = known[number].lastIndexOf("="), link = element("a", "", known[number].slice(0, at));
      link.href = known[number].slice(at + 1).replace("*", report).replace("+", report.slice(report.lastIndexOf("/") + 1));
      if (few || Number(number) < list.dataset.eerst) item.querySelector("small").append(" · ", link);
      else files.append(" ", link);
    }
    const count = files.childElementCount;
    files.prepend(element("summary", "", count + (count === 1 ? " bestand" : " bestanden")));
    if (count) item.querySelector("small").after(files);
  }

  const groupName = new Map(all.map((entry) => [entry.item, entry.group.name]));
  function complete(item) {
    if (item.dataset.af) return;
    item.dataset.af = "1";
    item.querySelector("small").prepend(element("span", "gem", groupName.get(item)));
    if (item.dataset.b) beside(item);
    const [digits] = recorded(item);
    if (digits && themes.length) item.append(judgements(digits));
  }
  const sight = new IntersectionObserver(
    (seen) => seen.forEach((one) => {
      if (!one.isIntersecting) return;
      complete(one.target);
      sight.unobserve(one.target);
    }),
    { rootMargin: "800px" },
  );
  all.forEach((entry) => sight.observe(entry.item));
  addEventListener("beforeprint", () => all.forEach((entry) => entry.item.hidden || complete(entry.item)));

  // ------------------------------------------------------------------- filter and order

  const collator = new Intl.Collator("nl", { numeric: true, ignorePunctuation: true });
  const people = (entry) => {
    const fact = entry.item.querySelector("b");
    const found = fact && /^[\d.]+/.exec(fact.textContent);
    return found ? Number(found[0].replaceAll(".", "")) : -1;
  };

  function filter() {
    const wanted = plain(words.value).split(" ");
    let found = 0;
    for (const group of groups) {
      const here = !gemeente.value || gemeente.value === group.id;
      let shown = 0;
      for (const entry of group.items) {
        const hit = here && wanted.every((word) => entry.text.includes(word));
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

  function arrange() {
    if (!order.value) {
      groups.forEach((group) => group.list.append(...group.items.map((entry) => entry.item)));
      flat.replaceWith(...groups.map((group) => group.section));
    } else {
      const sorted = all.slice();
      if (order.value === "inwoners") {
        const sizes = new Map(all.map((entry) => [entry, people(entry)]));
        sorted.sort((a, b) => sizes.get(b) - sizes.get(a) || collator.compare(a.name, b.name));
      } else sorted.sort((a, b) => collator.compare(a.name, b.name));
      flat.firstElementChild.append(...sorted.map((entry) => entry.item));
      groups.forEach((group) => group.section.remove());
      list.append(flat);
    }
    filter();
  }

  // ------------------------------------------------------------------- map

  const links = map ? Array.from(map.querySelectorAll("a")) : [];
  const whole = map && map.getAttribute("viewBox");
  const caption = byId("kaartnaam");
  const hint = caption && caption.textContent;
  const idOf = (link) => link.getAttribute("href").slice(1);
  const say = (text) => { caption.textContent = text || hint; };

  function showOnMap() {
    if (!map) return;
    const chosen = links.find((link) => idOf(link) === gemeente.value);
    links.forEach((link) => link.removeAttribute("aria-current"));
    let view = whole;
    if (chosen) {
      chosen.setAttribute("aria-current", "true");
      const box = chosen.getBBox(), pad = Math.max(box.width, box.height, 40) * 0.12;
      view = [box.x - pad, box.y - pad, box.width + 2 * pad, box.height + 2 * pad].join(" ");
    }
    map.setAttribute("viewBox", view);
    map.classList.toggle("dichtbij", Boolean(chosen));
    points(chosen || links.length === 1 ? groups.find((group) => group.id === (gemeente.value || idOf(links[0]))) : null, view);
    say(chosen && chosen.getAttribute("aria-label") + ". Kies de gemeente nog eens voor alle gemeenten.");
  }

  function points(group, view) {
    const [, , width, height] = view.split(" ").map(Number);
    const frame = map.getBoundingClientRect();
    const unit = frame.width ? Math.max(width / frame.width, height / frame.height) : 0;
    byId("punten").replaceChildren(...(group ? group.items : []).filter((entry) => recorded(entry.item)[1]).map((entry) => {
      const [x, y] = recorded(entry.item)[1].match(/.../g).map((digits) => parseInt(digits, 36));
      const dot = document.createElementNS(map.namespaceURI, "circle");
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", y);
      dot.setAttribute("r", 6 * unit);
      const light = (on) => {
        dot.classList.toggle("aan", on);
        entry.item.classList.toggle("aan", on);
        say(on ? entry.name : "");
      };
      dot.addEventListener("mouseenter", () => light(true));
      dot.addEventListener("mouseleave", () => light(false));
      dot.addEventListener("click", () => entry.link.click());
      return dot;
    }));
  }

  function choose(id) {
    gemeente.value = gemeente.value === id ? "" : id;
    filter();
    showOnMap();
  }

  // One stop for the Tab key; the arrows go to the nearest gemeente in that direction.
  function neighbour(from, key) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const centre = (link) => {
      const box = link.getBBox();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const [x, y] = centre(from);
    let best = null, least = Infinity;
    for (const link of links) {
      const [a, b] = centre(link), along = (a - x) * dx + (b - y) * dy, across = Math.abs((a - x) * dy) + Math.abs((b - y) * dx);
      if (along > 0 && along + 2 * across < least) { least = along + 2 * across; best = link; }
    }
    return best;
  }

  if (map) {
    map.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      choose(idOf(link));
    });
    map.addEventListener("keydown", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      if (event.key === " ") { event.preventDefault(); choose(idOf(link)); }
      if (event.key === "Escape" && gemeente.value) choose(gemeente.value);
      if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      const next = neighbour(link, event.key);
      if (!next) return;
      links.forEach((other) => other.setAttribute("tabindex", other === next ? "0" : "-1"));
      next.focus();
    });
    for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
      map.addEventListener(on, (event) => { const link = event.target.closest("a"); if (link) say(link.getAttribute("aria-label")); });
      map.addEventListener(off, (event) => { if (event.target.closest("a")) say(""); });
    }
  }

  // ------------------------------------------------------------------- what the reader does

  let waiting;
  words.addEventListener("input", () => {
    clearTimeout(waiting); // a screen reader hears the count after the last letter, not after each
    waiting = setTimeout(filter, 150);
  });
  gemeente.addEventListener("change", () => { filter(); showOnMap(); });
  order.addEventListener("change", arrange);
  if (toggle) {
    toggle.checked = matchMedia("(min-width: 48rem)").matches;
    const show = () => list.classList.toggle("themas", toggle.checked);
    toggle.addEventListener("change", show);
    show();
  }
  if (!matchMedia("(min-width: 48rem)").matches) {
    for (const id of ["lezen", "kaartvak"]) byId(id)?.removeAttribute("open");
  }
  byId("kaartvak")?.addEventListener("toggle", showOnMap); // the size of the points follows from that of the map
  const asked = decodeURIComponent(location.hash.slice(1));
  if (groups.some((group) => group.id === asked)) gemeente.value = asked;
  byId("zoek").hidden = false;
  filter();
  showOnMap();
})();
