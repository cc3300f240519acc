"use strict";
(function () {
  const { byId, facts, node } = pagina;
  const themes = facts.themas.map(([id]) => id);
  const themeNames = new Map(facts.themas);
  const groupNames = new Map(facts.groepen);
  const places = ["eerste", "tweede", "derde"];

  /* ---- counting: the same whole numbers as methods/voting.py */

  const gcd = (a, b) => (b ? gcd(b, a % b) : a);

  function tally(ballots) {
    const voters = {}, points = {}, named = {};
    for (const theme of themes) named[theme] = 0;
    for (const group of groupNames.keys()) {
      const cast = ballots.filter((b) => b.groep === group);
      if (!cast.length) continue;
      voters[group] = cast.length;
      points[group] = {};
      for (const theme of themes) points[group][theme] = 0;
      for (const ballot of cast) {
        ballot.keuzes.forEach((theme, place) => {
          if (!themeNames.has(theme)) return; // told beside the list of ballots
          if (place < facts.plaatsen) points[group][theme] += facts.plaatsen - place;
          named[theme] += 1;
        });
      }
    }
    const groups = Object.keys(voters);
    const shared = groups.reduce((all, g) => (all / gcd(all, voters[g])) * voters[g], groups.length ? 1 : 0);
    const together = {}, least = {};
    for (const theme of themes) {
      const scaled = groups.map((g) => points[g][theme] * (shared / voters[g]));
      together[theme] = scaled.reduce((a, b) => a + b, 0);
      least[theme] = scaled.length ? Math.min(...scaled) : 0;
    }
    const compare = (a, b) => together[b] - together[a] || named[b] - named[a] || least[b] - least[a];
    const order = [];
    for (const theme of groups.length ? [...themes].sort(compare) : []) {
      const last = order[order.length - 1];
      if (last && compare(last[0], theme) === 0) last.push(theme);
      else order.push([theme]);
    }
    return { voters, points, named, scale: shared * groups.length, together, order };
  }

  function highest(order) {
    const certain = [];
    for (const level of order) {
      if (certain.length + level.length > facts.plaatsen) {
        return { certain, tied: certain.length < facts.plaatsen ? level : [] };
      }
      certain.push(...level);
    }
    return { certain, tied: [] };
  }

  /* ---- the file */

  const toCsv = (ballots) =>
    bestanden.toCsv(facts.kolommen, ballots.map((b) => [b.stem, b.groep, ...places.map((_, i) => b.keuzes[i] || "")]));

  /* All faults by row as a spreadsheet shows them; with one fault nothing is taken over. */
  function parse(text, present) {
    const [head, ...rows] = bestanden.cellsOf(text);
    if (head.join(";") !== facts.kolommen.join(";")) {
      return { ballots: [], faults: ["Rij 1: de kolommen horen te zijn: " + facts.kolommen.join(", ") + "."] };
    }
    const ballots = [], faults = [], seen = new Map(), here = new Map(present.map((b) => [b.stem, b]));
    rows.forEach((cells, index) => {
      const row = "Rij " + (index + 2) + ": ";
      if (cells.every((cell) => !cell)) return;
      if (cells.length !== head.length) return void faults.push(row + "telt " + cells.length + " vakken in plaats van " + head.length + ".");
      const [stem, groep, ...chosen] = cells;
      const before = faults.length;
      if (!stem) faults.push(row + "het nummer van het stembriefje ontbreekt.");
      if (!groupNames.has(groep)) faults.push(row + "groep ‘" + groep + "’ bestaat niet.");
      if (!chosen[0]) faults.push(row + "de eerste keuze ontbreekt.");
      if (!chosen[1] && chosen[2]) faults.push(row + "er is een derde keuze maar geen tweede.");
      chosen.forEach((theme, place) => {
        if (theme && !themeNames.has(theme)) faults.push(row + "thema ‘" + theme + "’ staat niet op de lijst.");
        if (theme && chosen.indexOf(theme) < place) faults.push(row + "thema ‘" + theme + "’ staat er twee keer.");
      });
      if (stem && seen.has(stem)) {
        const other = seen.get(stem);
        faults.push(row + "stembriefje " + stem + (other.groep === groep ? " staat ook op rij " : " zit in twee groepen; zie rij ") + other.row + ".");
      }
      if (stem) seen.set(stem, { groep, row: index + 2 });
      const ballot = { stem, groep, keuzes: chosen.filter(Boolean) };
      const mine = here.get(stem);
      if (mine && JSON.stringify(mine) !== JSON.stringify(ballot)) {
        faults.push(row + "stembriefje " + stem + " is hier al ingevoerd, met een andere keuze.");
      }
      if (faults.length === before && !mine) ballots.push(ballot);
    });
    return { ballots, faults };
  }

  /* ---- what is kept */

  const kept = bewaren.keep({
    key: "wijkanalyse-stemmen-" + facts.code,
    empty: { ballots: [], before: null },
    isWhole: (value) => Array.isArray(value.ballots),
    told: (isKept) => { byId("bewaarfout").hidden = isKept; },
    changed: () => show(),
  });

  function change(make, words) {
    kept.change(({ ballots }) => ({ ballots: make(ballots), before: ballots }));
    show();
    byId("stand").textContent = words;
  }

  /* ---- the page */

  const nextNumber = (ballots) => String(ballots.reduce((most, b) => Math.max(most, Number(b.stem) || 0), 0) + 1);
  const count = (n) => (n === 1 ? "1 stembriefje" : n + " stembriefjes");
  const dutch = (value) => value.toLocaleString("nl-NL", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const form = byId("briefje");
  let changing = null; // number of the ballot that is being changed

  function show() {
    const { ballots, before } = kept.value;
    byId("nummer").textContent = changing ? "Stembriefje " + changing + " veranderen" : "Stembriefje " + nextNumber(ballots);
    byId("bewaar").textContent = changing ? "Bewaar de verandering" : "Voeg toe";
    byId("stop").hidden = !changing;
    byId("terug").hidden = !before;
    byId("leeg").hidden = ballots.length > 0;
    byId("lijst-vak").hidden = byId("wis").hidden = !ballots.length;
    byId("vervallen").textContent = gone(ballots);
    byId("vervallen").hidden = !gone(ballots);
    const body = document.querySelector("#lijst tbody");
    body.replaceChildren(...ballots.map(rowOf));
    if (!byId("uitslag").hidden) showResult();
  }

  const nameOf = (theme) => (theme ? themeNames.get(theme) || theme + " (niet meer op de lijst)" : "–");

  /* A page that was made again may have lost a theme that people chose already. */
  function gone(ballots) {
    const lost = ballots.filter((b) => b.keuzes.some((theme) => !themeNames.has(theme)));
    return lost.length
      ? "Op " + count(lost.length) + " staat een thema dat niet meer op de lijst staat (nummer " + lost.map((b) => b.stem).join(", ") +
        "). Dat thema telt niet mee. Zet het terug in themas.csv of verander het stembriefje."
      : "";
  }

  function rowOf(ballot) {
    const row = node("tr");
    row.append(node("th", ballot.stem, { scope: "row" }), node("td", groupNames.get(ballot.groep)));
    places.forEach((_, i) => row.append(node("td", nameOf(ballot.keuzes[i]))));
    const cell = node("td"), buttons = node("div", undefined, { class: "knoppen" });
    const edit = node("button", "Verander", { type: "button", class: "stil", "aria-label": "Verander stembriefje " + ballot.stem });
    const drop = node("button", "Verwijder", { type: "button", class: "stil", "aria-label": "Verwijder stembriefje " + ballot.stem });
    edit.addEventListener("click", () => startChange(ballot));
    drop.addEventListener("click", () => {
      if (changing === ballot.stem) stopChange();
      change((all) => all.filter((b) => b.stem !== ballot.stem), "Stembriefje " + ballot.stem + " is verwijderd.");
      byId("terug").focus();
    });
    buttons.append(edit, drop);
    cell.append(buttons);
    row.append(cell);
    return row;
  }

  function startChange(ballot) {
    changing = ballot.stem;
    form.elements.groep.value = ballot.groep;
    places.forEach((place, i) => { byId(place).value = ballot.keuzes[i] || ""; });
    show();
    byId("eerste").focus();
  }

  function stopChange() {
    changing = null;
    for (const place of places) byId(place).value = "";
    fault("");
    show();
  }

  function fault(words, place) {
    byId("briefje-fout").textContent = words;
    byId("briefje-fout").hidden = !words;
    for (const p of places) byId(p).removeAttribute("aria-invalid");
    if (place) {
      byId(place).setAttribute("aria-invalid", "true");
      byId(place).focus();
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = places.map((place) => byId(place).value);
    const groep = form.elements.groep.value;
    const double = chosen.findIndex((theme, i) => theme && chosen.indexOf(theme) < i);
    if (!groep) {
      fault("Kies eerst een groep.");
      return form.elements.groep[0].focus();
    }
    if (!chosen[0]) return fault("Kies een thema op de eerste plaats.", "eerste");
    if (double > 0) return fault("Dit thema staat er twee keer. Elk thema mag één keer.", places[double]);
    if (!chosen[1] && chosen[2]) return fault("Er is een derde keuze maar geen tweede.", "tweede");
    fault("");
    const keuzes = chosen.filter(Boolean);
    const old = changing;
    changing = null;
    for (const place of places) byId(place).value = "";
    if (old) {
      change((all) => all.map((b) => (b.stem === old ? { stem: old, groep, keuzes } : b)), "Stembriefje " + old + " is veranderd.");
    } else {
      const stem = nextNumber(kept.read().ballots);
      change((all) => [...all, { stem, groep, keuzes }],
        "Stembriefje " + stem + " is bewaard. Samen " + count(kept.value.ballots.length + 1) + ".");
    }
    byId("eerste").focus();
  });
  byId("stop").addEventListener("click", stopChange);
  byId("terug").addEventListener("click", () => {
    const { before } = kept.read();
    changing = null;
    change(() => before, "De laatste stap is ongedaan gemaakt. Nog een keer drukken zet hem terug.");
  });
  byId("wis").addEventListener("click", () => {
    changing = null;
    change(() => [], "Alle stembriefjes zijn gewist. U kunt dit nog ongedaan maken.");
    byId("terug").focus();
  });

  /* ---- the result */

  const same = (one, other) => one.length === other.length && one.every((theme) => other.includes(theme));

  /* Never a theme that nobody named: with few wishes those would all be tied for the places left. */
  function chosenOf(result) {
    const named = result.order.map((level) => level.filter((theme) => result.named[theme]));
    return highest(named.filter((level) => level.length));
  }

  function showResult() {
    const { ballots } = kept.value;
    const result = tally(ballots);
    const total = ballots.length;
    const small = Object.keys(result.voters).filter((g) => result.voters[g] < facts.minstens);
    const large = Object.keys(result.voters).filter((g) => result.voters[g] >= facts.minstens);
    const box = byId("uitslag");
    box.replaceChildren();
    if (total < facts.minstens) {
      box.append(node("p", "Er zijn " + count(total) + ". Een uitslag is er vanaf " + facts.minstens + "."));
      return;
    }
    const { certain, tied } = chosenOf(result);
    // Beside points of large groups, names that those do not explain would tell what a small group chose.
    const byLarge = chosenOf(tally(ballots.filter((b) => large.includes(b.groep))));
    const explained = !small.length || (same(certain, byLarge.certain) && same(tied, byLarge.tied));
    const shown = explained ? large : [];
    const withPoints = !small.length;
    const top = node("div", undefined, { class: "top" });
    const list = node(withPoints ? "ol" : "ul");
    const inside = withPoints ? certain : themes.filter((theme) => certain.includes(theme));
    list.append(...inside.map((theme) => node("li", themeNames.get(theme))));
    if (inside.length) top.append(list);
    if (tied.length) {
      const open = facts.plaatsen - certain.length;
      top.append(node("p", "Gelijk voor " + (open === 1 ? "de laatste plaats" : "de laatste " + open + " plaatsen") + ": " +
        tied.map((theme) => themeNames.get(theme)).join(", ") + ". Bespreek dit samen."));
    }
    box.append(top);
    if (small.length) {
      box.append(node("p", small.map((g) => groupNames.get(g)).join(" en ") + ": minder dan " + facts.minstens +
        " stemmers. Die stemmen tellen mee, maar staan niet apart. Daarom staan de gekozen thema’s hier zonder punten, in de volgorde van de lijst."));
    }
    if (explained || !large.length) box.append(tableOf(result, shown, withPoints));
    else box.append(node("p", "De punten van de andere groepen staan er niet: daarmee is uit te rekenen wat die paar mensen kozen."));
  }

  function tableOf(result, shown, withPoints) {
    const wrap = node("div", undefined, { class: "tabel", role: "region", tabindex: "0", "aria-label": "Gemiddeld aantal punten per stemmer" });
    if (!withPoints && !shown.length) return node("p", "Geen groep heeft genoeg stemmers om apart te staan.");
    const table = node("table");
    table.append(node("caption", "Gemiddeld aantal punten per stemmer"));
    const head = node("tr");
    head.append(node("th", "Thema", { scope: "col" }));
    for (const g of shown) head.append(node("th", groupNames.get(g) + " (" + result.voters[g] + ")", { scope: "col", class: "getal" }));
    if (withPoints) head.append(node("th", "Samen", { scope: "col", class: "getal" }));
    const top = node("thead"), body = node("tbody");
    top.append(head);
    for (const theme of withPoints ? result.order.flat() : themes) {
      const row = node("tr");
      row.append(node("th", themeNames.get(theme), { scope: "row" }));
      for (const g of shown) row.append(node("td", dutch(result.points[g][theme] / result.voters[g]), { class: "getal" }));
      if (withPoints) row.append(node("td", dutch(result.together[theme] / result.scale), { class: "getal" }));
      body.append(row);
    }
    table.append(top, body);
    wrap.append(table);
    return wrap;
  }

  byId("toon").addEventListener("click", () => {
    const open = byId("uitslag").hidden;
    byId("uitslag").hidden = !open;
    byId("toon").setAttribute("aria-expanded", String(open));
    byId("toon").textContent = open ? "Verberg de uitslag" : "Toon de uitslag";
    if (open) showResult();
  });

  /* ---- files */

  byId("bewaar-bestand").addEventListener("click", () => {
    bestanden.save("stembriefjes.csv", toCsv(kept.read().ballots));
    byId("stand").textContent = count(kept.value.ballots.length) + " bewaard in stembriefjes.csv.";
  });

  byId("bestand").addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.files.length) return;
    const box = byId("bestand-melding");
    const { ballots, faults } = parse(await bestanden.textOf(input.files[0]), kept.read().ballots);
    input.value = ""; // the same file may be chosen again after it was repaired
    box.replaceChildren();
    box.classList.toggle("fout", faults.length > 0);
    if (faults.length) {
      const list = node("ul");
      list.append(...faults.map((words) => node("li", words)));
      box.append(node("p", "Er is niets overgenomen. Herstel eerst:"), list);
    } else {
      if (ballots.length) change((all) => [...all, ...ballots], count(ballots.length) + " erbij gezet.");
      box.append(node("p", count(ballots.length) + " erbij gezet."));
    }
    box.hidden = false;
  });

  globalThis.wijkstemmen = { tally, highest, toCsv, parse };
  kept.read();
  show();
})();
