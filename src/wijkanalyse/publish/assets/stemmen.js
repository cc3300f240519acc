"use strict";
(function () {
  const { byId, facts, node } = pagina;
  const themes = facts.themas.map(([id]) => id);
  const themeNames = new Map(facts.themas);
  const groupNames = new Map(facts.groepen);
  const places = ["eerste", "tweede", "derde"];
  const fields = [...places, "samen"];
  const count = (n) => (n === 1 ? "1 stembriefje" : n + " stembriefjes");

  /* ---- what is kept */

  const kept = bewaren.keep({
    key: "wijkanalyse-stemmen-" + facts.code,
    empty: { ballots: [], before: null },
    isWhole: (value) => Array.isArray(value.ballots),
    told: (isKept) => { byId("bewaarfout").hidden = isKept; },
    changed: () => show(),
  });

  function change(make, words) {
    kept.change((all) => ({ ...all, ballots: make(all.ballots), before: all.ballots }));
    show();
    byId("stand").textContent = words;
  }

  /* ---- the page */

  const letterOf = () => kept.value.letter || "";
  function nextNumber(ballots) {
    const own = ballots.filter((b) => b.stem.startsWith(letterOf())).map((b) => Number(b.stem.slice(letterOf().length)) || 0);
    return letterOf() + String(Math.max(0, ...own) + 1);
  }
  const form = byId("briefje");
  let changing = null; // number of the ballot that is being changed

  function show() {
    const { ballots, before } = kept.value;
    byId("nummer").textContent = changing ? "Stembriefje " + changing + " veranderen" : "Stembriefje " + nextNumber(ballots);
    byId("bewaar").textContent = changing ? "Bewaar de verandering" : "Voeg toe";
    byId("stop").hidden = !changing;
    byId("terug").hidden = !before;
    byId("leeg").hidden = ballots.length > 0;
    byId("lijst-vak").hidden = !ballots.length;
    byId("lijst-knop").textContent = "Bekijk de stembriefjes (" + ballots.length + ")";
    byId("letter").value = letterOf();
    const result = telling.outcome(ballots, kept.value.joins);
    for (const [id, words] of [["vervallen", gone(ballots)], ["teveel", telling.tooMany(result).join(" ")]]) {
      byId(id).textContent = words;
      byId(id).hidden = !words;
    }
    document.querySelector("#lijst tbody").replaceChildren(...ballots.map(rowOf));
    byId("aantal").textContent = ballots.length === 1 ? "Er is 1 stembriefje ingevoerd." : "Er zijn " + count(ballots.length) + " ingevoerd.";
    showSmall(result);
    if (!byId("uitslag").hidden) showResult(result);
  }

  const nameOf = (theme) => (theme ? themeNames.get(theme) || theme + " (niet meer op de lijst)" : "–");

  /* A page that was made again may have lost a theme that people chose already. */
  function gone(ballots) {
    const lost = ballots.filter((b) => [...b.keuzes, b.samen].some((theme) => theme && !themeNames.has(theme)));
    return lost.length
      ? "Op " + count(lost.length) + " staat een thema dat niet meer op de lijst staat (nummer " + lost.map((b) => b.stem).join(", ") +
        "). Dat thema telt niet mee. Zet het terug in themas.csv of verander het stembriefje."
      : "";
  }

  function rowOf(ballot) {
    const row = node("tr");
    row.append(node("th", ballot.stem, { scope: "row" }), node("td", groupNames.get(ballot.groep)));
    for (const theme of [...places.map((_, i) => ballot.keuzes[i]), ballot.samen]) row.append(node("td", nameOf(theme)));
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
    byId("samen").value = ballot.samen || "";
    show();
    byId("eerste").focus();
  }

  /* The group is asked anew for each ballot: the next one of the pile may be of somebody else. */
  function emptied() {
    changing = null;
    for (const field of fields) byId(field).value = "";
    for (const radio of form.elements.groep) radio.checked = false;
    fault("");
  }

  function stopChange() {
    emptied();
    show();
  }

  function fault(words, place) {
    byId("briefje-fout").textContent = words;
    byId("briefje-fout").hidden = !words;
    for (const p of fields) byId(p).removeAttribute("aria-invalid");
    if (place) {
      byId(place).setAttribute("aria-invalid", "true");
      byId(place).focus();
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = places.map((place) => byId(place).value), samen = byId("samen").value;
    const groep = form.elements.groep.value;
    const double = chosen.findIndex((theme, i) => theme && chosen.indexOf(theme) < i);
    if (!groep) {
      fault("Kies de groep die op dit briefje staat.");
      return form.elements.groep[0].focus();
    }
    if (!chosen[0]) return fault("Kies een thema op de eerste plaats.", "eerste");
    if (double > 0) return fault("Dit thema staat er twee keer. Elk thema mag één keer.", places[double]);
    if (!chosen[1] && chosen[2]) return fault("Er is een derde keuze maar geen tweede.", "tweede");
    const ballot = { groep, keuzes: chosen.filter(Boolean), samen };
    const old = changing, of = " (" + groupNames.get(groep) + ") is ";
    emptied();
    if (old) {
      change((all) => all.map((b) => (b.stem === old ? { stem: old, ...ballot } : b)), "Stembriefje " + old + of + "veranderd.");
    } else {
      const stem = nextNumber(kept.read().ballots);
      change((all) => [...all, { stem, ...ballot }],
        "Stembriefje " + stem + of + "bewaard. Samen " + count(kept.value.ballots.length + 1) + ".");
    }
    form.elements.groep[0].focus();
  });
  byId("stop").addEventListener("click", stopChange);
  byId("terug").addEventListener("click", () => {
    const { before } = kept.read();
    emptied();
    change(() => before, "De laatste stap is ongedaan gemaakt. Nog een keer drukken zet hem terug.");
  });
  window.addEventListener("beforeunload", (event) => {
    if (fields.some((field) => byId(field).value)) event.preventDefault(); // a ballot that was not added yet
  });

  byId("letter").addEventListener("change", () => {
    kept.change((all) => ({ ...all, letter: byId("letter").value }));
    show();
  });

  /* ---- small groups: a proposal, another group, or apart with a sentence that says what that does */

  function showSmall(result) {
    const joins = kept.value.joins || {};
    const small = Object.keys(result.voters).filter((g) => result.voters[g] < facts.minstens);
    byId("klein").hidden = !small.length || result.detail === "nothing";
    if (byId("klein").hidden) return;
    const focused = document.activeElement && document.activeElement.id;
    byId("klein-keuzes").replaceChildren(...small.map((group) => smallChoice(group, result.voters, joins)));
    if (focused && focused.startsWith("telt-")) (byId(focused) || document.body).focus();
    const words = telling.told(result);
    const said = [...words.let_op, ...words.gewicht];
    const apart = Object.keys(result.decisions).length;
    if (apart) said.push("Vraag deze mensen of dat goed is: uit de uitslag is dan af te lezen wat zij kozen.");
    byId("klein-gevolg").replaceChildren(...said.map((sentence) => node("p", sentence)));
    byId("klein-gevolg").classList.toggle("fout", apart > 0);
    byId("klein-gevolg").hidden = !said.length;
  }

  function smallChoice(group, voters, joins) {
    const box = node("div", undefined, { class: "veld" }), id = "telt-" + group;
    const select = node("select", undefined, { id });
    const pool = telling.pools(voters, { ...joins, [group]: "" }).find((p) => p.includes(group)) || [group];
    const proposal = pool.filter((g) => g !== group).map((g) => "‘" + groupNames.get(g) + "’").join(" en ");
    select.append(node("option", "Voorstel: samen met " + proposal, { value: "" }));
    for (const [other, name] of groupNames) {
      if (other !== group && voters[other]) select.append(node("option", "Samen met ‘" + name + "’", { value: other }));
    }
    select.append(node("option", "Apart, even zwaar als een grote groep", { value: group }));
    select.value = joins[group] || "";
    select.addEventListener("change", () => {
      kept.change((all) => ({ ...all, joins: { ...all.joins, [group]: select.value } }));
      show();
    });
    box.append(node("label", groupNames.get(group) + " (" + voters[group] + "): hoe telt deze groep?", { for: id }), select);
    return box;
  }

  /* ---- two screens: what is entered never stands beside what is shown */

  function showScreen() {
    const tonen = location.hash === "#tonen";
    byId("tonen").hidden = !tonen;
    byId("invoeren").hidden = tonen;
    byId("naar-tonen").setAttribute("aria-pressed", String(tonen));
    byId("naar-invoeren").setAttribute("aria-pressed", String(!tonen));
    if (tonen) byId("lijst-vak").open = false;
  }
  for (const screen of ["tonen", "invoeren"]) {
    byId("naar-" + screen).addEventListener("click", () => {
      history.replaceState(null, "", "#" + screen);
      showScreen();
    });
  }
  window.addEventListener("hashchange", showScreen);

  /* ---- the result, which is the poster too */

  function showResult(result) {
    const said = telling.told(result), box = byId("uitslag");
    const paragraphs = (sentences) => sentences.map((sentence) => node("p", sentence));
    byId("druk").hidden = result.detail === "nothing";
    box.replaceChildren(...paragraphs(result.detail === "nothing" ? said.uitslag : []));
    if (result.detail === "nothing") return;
    box.append(node("p", "Dit kozen we samen in " + facts.naam, { class: "alleen-papier poster-kop" }), topOf(result));
    if (said.let_op.length) {
      const loud = node("div", undefined, { class: "melding fout luid" });
      loud.append(node("p", said.let_op.join(" ")));
      box.append(loud);
    }
    const below = node("div", undefined, { class: "onder" });
    below.append(...paragraphs(said.uitslag));
    box.append(below);
    const parts = node("div", undefined, { class: "delen" });
    for (const [part, head] of facts.delen) {
      if (!said[part].length) continue;
      const inside = node("div", undefined, { class: "deel" });
      inside.append(node("h3", head), ...paragraphs(said[part]));
      parts.append(inside);
    }
    box.append(parts);
    if (result.shown.length) box.append(tableOf(result, result.detail === "points"));
  }

  function topOf(result) {
    const points = result.detail === "points", { certain } = result.chosen;
    const top = node("div", undefined, { class: "top" }), list = node(points ? "ol" : "ul");
    for (const theme of points ? certain : themes.filter((t) => certain.includes(t))) {
      const item = node("li", themeNames.get(theme));
      item.append(node("span", "Onze eerste stap: " + "_".repeat(40) + " Wie en wanneer: " + "_".repeat(24), { class: "alleen-papier" }));
      list.append(item);
    }
    if (certain.length) top.append(list);
    return top;
  }

  function tableOf(result, withPoints) {
    const wrap = node("div", undefined, { class: "tabel", role: "region", tabindex: "0", "aria-label": "Gemiddeld aantal punten per stemmer" });
    const table = node("table"), counted = result.tally;
    table.append(node("caption", "Gemiddeld aantal punten per stemmer"));
    const head = node("tr");
    head.append(node("th", "Thema", { scope: "col" }));
    for (const pool of result.shown) {
      head.append(node("th", telling.poolName(pool, result.voters) + " (" + counted.voters[pool] + ")", { scope: "col", class: "getal" }));
    }
    const together = withPoints && result.shown.length > 1; // of one group it is that group again
    if (together) head.append(node("th", "Samen", { scope: "col", class: "getal" }));
    const top = node("thead"), body = node("tbody");
    top.append(head);
    for (const theme of withPoints ? counted.order.flat() : themes) {
      const row = node("tr");
      row.append(node("th", themeNames.get(theme), { scope: "row" }));
      for (const pool of result.shown) row.append(node("td", telling.dutch(counted.points[pool][theme] / counted.voters[pool]), { class: "getal" }));
      if (together) row.append(node("td", telling.dutch(counted.together[theme] / counted.scale), { class: "getal" }));
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
    byId("druk").hidden = true;
    if (open) show();
  });
  byId("druk").addEventListener("click", () => window.print());

  /* ---- files */

  byId("bewaar-bestand").addEventListener("click", () => {
    const { ballots, joins } = kept.read();
    bestanden.save("stembriefjes.csv", stembestand.toCsv(ballots, joins));
    byId("stand").textContent = count(ballots.length) + " bewaard in stembriefjes.csv.";
  });

  byId("bestand").addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.files.length) return;
    const { ballots, joins, faults } = stembestand.parse(await bestanden.textOf(input.files[0]));
    input.value = ""; // the same file may be chosen again after it was repaired
    if (faults.length) return refuse(faults);
    const found = stembestand.ways(kept.read().ballots, ballots);
    if (found.sure) add(found.sure, joins);
    else ask(found, joins);
  });

  function message(...parts) {
    const box = byId("bestand-melding");
    box.classList.remove("fout");
    box.replaceChildren(...parts);
    box.hidden = false;
    return box;
  }

  function refuse(faults) {
    const list = node("ul");
    list.append(...faults.map((words) => node("li", words)));
    message(node("p", "Er is niets overgenomen. Herstel eerst:"), list).classList.add("fout");
  }

  function add({ fresh, equal, different, letter }, joins) {
    if (different.length) return refuse(different.map((b) => "Stembriefje " + b.stem + " is hier al ingevoerd, met een andere keuze."));
    const words = count(fresh.length) + " erbij gezet" + (letter ? ", met de letter " + letter : "") + "." +
      (equal.length ? " " + count(equal.length) + (equal.length === 1 ? " stond er al." : " stonden er al.") : "");
    if (fresh.length) {
      kept.change((all) => ({ ...all, joins: { ...joins, ...all.joins } }));
      change((all) => [...all, ...fresh], words);
    }
    message(node("p", words));
  }

  function ask({ unsure, plain, read, other }, joins) {
    const buttons = node("p", undefined, { class: "knoppen" });
    const way = (words, which) => {
      const button = node("button", words, { type: "button", class: "stil" });
      button.addEventListener("click", () => add(which, joins));
      buttons.append(button);
    };
    way("Van een andere laptop: zet er een " + other.letter + " voor", other);
    for (const earlier of read) way("Van laptop " + earlier.letter + ", die al is ingelezen", earlier);
    way("Van deze laptop", plain);
    const numbers = unsure.slice(0, 8).map((b) => b.stem).join(", ") + (unsure.length > 8 ? " …" : "");
    message(node("p", "Deze nummers staan hier al: " + numbers + ". Van welke laptop is dit bestand?"), buttons);
    buttons.querySelector("button").focus();
  }

  /* ---- forgetting */

  const sure = (open) => {
    byId("vergeet-zeker").hidden = !open;
    byId("vergeet").setAttribute("aria-expanded", String(open));
    byId(open ? "vergeet-nee" : "vergeet").focus();
  };
  byId("vergeet").addEventListener("click", () => sure(byId("vergeet-zeker").hidden));
  byId("vergeet-nee").addEventListener("click", () => sure(false));
  byId("vergeet-ja").addEventListener("click", () => {
    kept.forget();
    emptied();
    byId("bestand-melding").hidden = true;
    show();
    sure(false);
    byId("stand").textContent = "Deze computer is alle stembriefjes vergeten.";
  });

  kept.read();
  showScreen();
  show();
})();
