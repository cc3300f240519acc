"use strict";
(function () {
  const { byId, facts, node } = pagina;
  const kinds = Object.keys(facts.kolommen);
  const stateNames = new Map(facts.standen);
  const kindNames = new Map(facts.soorten);
  const columnNames = { stand: "hoe ver het is", klaar_op: "de dag", nu: "het getal van nu", gecontroleerd: "de controle" };
  const moves = { open: "Nog niet begonnen", bezig: "Bezig", klaar: "Klaar", gestopt: "Stoppen" };
  const months = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
  const at = (kind, column) => facts.kolommen[kind].indexOf(column);
  const cell = (kind, row, column) => row[at(kind, column)];
  const keyOf = (kind, row) => facts.sleutels[kind].map((column) => cell(kind, row, column)).join("\u001f");
  const rowOf = (kind, values) => facts.kolommen[kind].map((column) => values[column] || "");

  /* ---- days */

  const isoOf = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const today = () => isoOf(new Date());

  /* 21-11-2026 and 2026-11-21 are one day; what is no day stays as it is. */
  function asDay(text) {
    const turned = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(text);
    const [year, month, day] = (turned ? [turned[3], turned[2], turned[1]] : text.split("-")).map(Number);
    const date = new Date(year, month - 1, day);
    const exists = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
    return exists ? isoOf(date) : text;
  }

  function inWords(day) {
    const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
    return found ? Number(found[3]) + " " + months[found[2] - 1] + " " + found[1] : day || "zonder dag";
  }

  /* ---- steps: what people did, replayed on what the files say

     A step sets one cell ("zet") or adds one row ("nieuw"). Steps stay until a file has them. */

  const EMPTY = { stappen: [], rol: "", concept: {}, basis: null };
  const isWhole = (kept) => Boolean(kept) && Array.isArray(kept.stappen) && typeof kept.concept === "object" && kept.concept !== null;

  function baseOf(kept) {
    const read = kept.basis && kept.basis.stempel === facts.stempel ? kept.basis.rijen : {};
    return Object.fromEntries(kinds.map((kind) => [kind, read[kind] || facts.rijen[kind]]));
  }

  /* All steps on one cell are one chain: the value it had, and each it got. */
  function chainsOf(steps) {
    const chains = new Map();
    for (const step of steps.filter((s) => s.soort === "zet")) {
      const name = [step.bestand, step.sleutel, step.kolom].join("\u001e");
      if (!chains.has(name)) chains.set(name, { bestand: step.bestand, sleutel: step.sleutel, kolom: step.kolom, waarden: [step.van] });
      chains.get(name).waarden.push(step.naar);
    }
    return [...chains.values()];
  }

  const ofChain = (step, chain) =>
    step.soort === "zet" && step.bestand === chain.bestand && step.sleutel === chain.sleutel && step.kolom === chain.kolom;

  function replay(kept) {
    const base = baseOf(kept), clashes = [], lost = [];
    const tables = Object.fromEntries(kinds.map((kind) => [kind, base[kind].map((row) => [...row])]));
    const find = (kind, key) => tables[kind].find((row) => keyOf(kind, row) === key);
    for (const step of kept.stappen) {
      if (step.soort === "nieuw" && !find(step.bestand, keyOf(step.bestand, step.rij))) tables[step.bestand].push([...step.rij]);
    }
    for (const chain of chainsOf(kept.stappen)) {
      const row = find(chain.bestand, chain.sleutel), last = chain.waarden[chain.waarden.length - 1];
      if (!row) { lost.push(chain); continue; }
      const said = cell(chain.bestand, row, chain.kolom);
      if (!chain.waarden.includes(said)) clashes.push({ chain, said, last, row });
      row[at(chain.bestand, chain.kolom)] = last;
    }
    // Lines of two laptops stand by day; of one day in the order in which they were written.
    tables.logboek.sort((a, b) => (cell("logboek", a, "datum") < cell("logboek", b, "datum") ? -1 : cell("logboek", a, "datum") > cell("logboek", b, "datum") ? 1 : 0));
    return { tables, clashes, lost };
  }

  /* Without the steps that the files have by now. */
  function pruned(kept) {
    const base = baseOf(kept);
    const keys = Object.fromEntries(kinds.map((kind) => [kind, new Map(base[kind].map((row) => [keyOf(kind, row), row]))]));
    const there = chainsOf(kept.stappen).filter((chain) => {
      const row = keys[chain.bestand].get(chain.sleutel);
      return row && cell(chain.bestand, row, chain.kolom) === chain.waarden[chain.waarden.length - 1];
    });
    const isThere = (step) => step.soort === "nieuw" ? keys[step.bestand].has(keyOf(step.bestand, step.rij)) : there.some((chain) => ofChain(step, chain));
    return { ...kept, stappen: kept.stappen.filter((step) => !isThere(step)) };
  }

  const store = bewaren.keep({
    key: "wijkanalyse-bord-" + facts.code, empty: EMPTY, isWhole, changed: () => show(),
    told: (kept) => {
      byId("bewaarfout").textContent = kept ? "" :
        "Deze browser bewaart niet wat u doet: er is geen plaats meer, of het mag niet. Sluit de pagina niet zonder de bestanden te bewaren.";
      byId("bewaarfout").hidden = kept;
    },
  });

  /* ---- who, and on which day */

  function fault(id, words) {
    byId(id + "-fout").textContent = words;
    byId(id + "-fout").hidden = !words;
    byId(id).toggleAttribute("aria-invalid", Boolean(words));
    if (words) { byId(id).setAttribute("aria-invalid", "true"); byId(id).focus(); }
  }

  /* What looks like a person: it would be left out of every document, so it is asked to be written without. */
  const persons = facts.persoonlijk.map(([what, pattern]) => [what, new RegExp(pattern, "u")]);
  function person(...texts) {
    for (const text of texts) {
      for (const [what, pattern] of persons) {
        const found = pattern.exec(text);
        if (found) return "Dit lijkt op " + what + ": ‘" + found[0].trim() + "’. Schrijf het zonder.";
      }
    }
    return "";
  }

  function who() {
    const rol = byId("rol").value.trim(), dag = byId("dag").value;
    fault("dag", !dag ? "Kies een dag." : dag > today() ? "Deze dag is nog niet geweest." : dag < "2000" ? "Klopt dit jaar?" : "");
    fault("rol", rol ? person(rol) : "Vul eerst uw functie in. Die komt bij elke stap te staan.");
    return byId("rol-fout").hidden && byId("dag-fout").hidden ? { rol, dag } : null;
  }

  /* One thing that somebody did: its steps, with a line in the logboek. Returns whether it was done. */
  function take(steps, soort, wat, words, drafts) {
    const by = who();
    if (!by) return false;
    const line = { soort: "nieuw", bestand: "logboek", rij: rowOf("logboek", { datum: by.dag, rol: by.rol, soort, wat }) };
    const groep = Date.now() + "-" + Math.random().toString(36).slice(2, 8);
    store.change((kept) => {
      const concept = { ...kept.concept };
      for (const draft of drafts || []) delete concept[draft];
      return { ...kept, rol: by.rol, concept, stappen: [...kept.stappen, ...[...steps, line].map((step) => ({ ...step, groep }))] };
    });
    show();
    byId("stand").textContent = words;
    return true;
  }

  const setting = (kind, row, column, naar) =>
    ({ soort: "zet", bestand: kind, sleutel: keyOf(kind, row), kolom: column, van: cell(kind, row, column), naar });

  /* ---- drafts: what is typed and not yet on the board */

  function draft(element, name) {
    element.dataset.concept = name;
    const kept = store.value.concept[name];
    if (kept !== undefined && document.activeElement !== element) element.value = kept;
    return element;
  }

  document.addEventListener("input", (event) => {
    const name = event.target.dataset.concept;
    if (name) store.change((kept) => ({ ...kept, concept: { ...kept.concept, [name]: event.target.value } }));
    if (event.target.name === "bedoeld") store.change((kept) => ({ ...kept, concept: { ...kept.concept, bedoeld: aims().join("+") } }));
  });

  const aims = () => [...document.querySelectorAll('input[name="bedoeld"]:checked')].map((box) => box.value);
  const fields = ["actie", "actie-doel", "actie-wie", "actie-dag", "besluit", "afspraak", "afspraak-wie", "afspraak-dag"];

  function showDrafts() {
    for (const id of fields) {
      draft(byId(id), id);
      if (store.value.concept[id] === undefined && document.activeElement !== byId(id)) byId(id).value = "";
    }
    const chosen = (store.value.concept.bedoeld || "").split("+");
    for (const box of document.querySelectorAll('input[name="bedoeld"]')) box.checked = chosen.includes(box.value);
    if (!byId("rol").value) byId("rol").value = store.value.rol;
  }

  /* ---- the board */

  let now = null;

  function show() {
    const focused = document.activeElement && document.activeElement.dataset.plek;
    const open = new Set([...document.querySelectorAll("details[open][data-plek]")].map((d) => d.dataset.plek));
    now = replay(store.value);
    showActions(now.tables, open);
    showGoals(now.tables);
    showAgreements(now.tables);
    showLogged(now.tables);
    showFiles();
    showClashes();
    showDrafts();
    byId("terug").hidden = !lastGroup(store.value);
    if (focused) {
      const again = [...document.querySelectorAll("[data-plek]")].find((element) => element.dataset.plek === focused);
      if (again) again.focus();
    }
  }

  function card(plek, ...lines) {
    const made = node("article", undefined, { class: "kaart", tabindex: "-1", "data-plek": plek });
    made.append(...lines.filter(Boolean));
    return made;
  }

  function quiet(...texts) {
    const line = node("p", undefined, { class: "zacht" });
    texts.filter(Boolean).forEach((text, i) => {
      if (i) line.append(" · ");
      line.append(text);
    });
    return line;
  }

  function dayOf(day, isLate) {
    return isLate ? node("span", inWords(day) + ", te laat", { class: "laat" }) : node("span", inWords(day));
  }

  function showActions(tables, open) {
    byId("acties").replaceChildren(...facts.standen.map(([state, name]) => {
      const column = node("div"), rows = tables.acties.filter((row) => cell("acties", row, "stand") === state);
      column.append(node("h3", name[0].toUpperCase() + name.slice(1) + " (" + rows.length + ")"));
      column.append(...rows.map((row) => actionCard(row, open)));
      if (!rows.length) column.append(node("p", "Geen acties.", { class: "zacht" }));
      return column;
    }));
    const goals = byId("actie-doel");
    goals.replaceChildren(node("option", "Kies een doel", { value: "" }), ...tables.doelen.map((row) =>
      node("option", cell("doelen", row, "doel") + ". " + cell("doelen", row, "titel"), { value: cell("doelen", row, "doel") })));
    byId("zonder-doel").hidden = tables.doelen.length > 0;
    byId("actie-vorm").hidden = !tables.doelen.length;
  }

  function actionCard(row, open) {
    const [what, state, day] = ["actie", "stand", "klaar_op"].map((column) => cell("acties", row, column));
    const plek = "actie " + keyOf("acties", row), running = state === "open" || state === "bezig";
    const buttons = node("div", undefined, { class: "knoppen" });
    buttons.append(...facts.standen.filter(([to]) => to !== state).map(([to]) => {
      const button = node("button", moves[to], { type: "button", class: "stil", "aria-label": moves[to] + ": " + what });
      button.addEventListener("click", () => {
        const praise = to === "klaar" ? " Is er iets om te vieren? Schrijf het op bij de successen." : "";
        const words = "Actie ‘" + what + "’: " + stateNames.get(state) + " → " + stateNames.get(to) + ".";
        if (take([setting("acties", row, "stand", to)], "verandering", words, words + praise)) focusOn(plek);
      });
      return button;
    }));
    return card(plek, node("p", what), quiet(cell("acties", row, "wie") || "nog niemand", "doel " + cell("acties", row, "doel"), dayOf(day, running && day < today())),
      buttons, running ? otherDay(row, what, day, plek, open) : null);
  }

  function otherDay(row, what, day, plek, open) {
    const box = node("details", undefined, { "data-plek": "dag " + plek });
    box.open = open.has("dag " + plek);
    const label = node("label", "Nieuwe dag voor: " + what), input = node("input", undefined, { type: "date" });
    const field = node("div", undefined, { class: "veld" }), button = node("button", "Verzet", { type: "button", class: "stil" });
    label.append(draft(input, "dag " + plek));
    field.append(label);
    button.addEventListener("click", () => {
      if (!input.value || input.value === day) return input.focus();
      const words = "Actie ‘" + what + "’: van " + inWords(day) + " naar " + inWords(input.value) + ".";
      if (take([setting("acties", row, "klaar_op", input.value)], "verandering", words, words, ["dag " + plek])) focusOn(plek);
    });
    box.append(node("summary", "Andere dag"), field, button);
    return box;
  }

  function focusOn(plek) {
    const found = [...document.querySelectorAll("[data-plek]")].find((element) => element.dataset.plek === plek);
    if (found) found.focus();
  }

  function showGoals(tables) {
    if (!tables.doelen.length) return byId("doelen").replaceChildren(node("p", "Er zijn nog geen doelen."));
    byId("doelen").replaceChildren(...tables.doelen.map((row) => {
      const get = (column) => cell("doelen", row, column), figure = get("soort_maat") === "cijfer", plek = "doel " + get("doel");
      const stand = node("p");
      stand.append("Nu: ", node("strong", get("nu") || "onbekend"), ". Streven: ", node("strong", get("streven") || "onbekend"), ".");
      return card(plek, node("p", get("doel") + ". " + get("titel")),
        quiet(figure ? facts.maten[get("maat")] || get("maat") : get("maat"), get("eigenaar"), dayOf(get("klaar_op"), get("klaar_op") < today())),
        figure ? node("p", "Dit doel meet u met een cijfer. Het plan neemt dat cijfer zelf.") : stand,
        figure ? null : countForm(row, get, plek));
    }));
  }

  function countForm(row, get, plek) {
    const form = node("form", undefined, { novalidate: "", class: "naast" }), field = node("div", undefined, { class: "veld" });
    const label = node("label", "Hoeveel is het nu? (" + get("maat") + ")"), input = node("input", undefined, { inputmode: "decimal", autocomplete: "off" });
    const wrong = node("p", "", { class: "veldfout", role: "alert" });
    wrong.hidden = true;
    label.append(draft(input, "nu " + plek));
    field.append(label, wrong);
    form.append(field, node("button", "Werk bij", { type: "submit", class: "stil" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const value = input.value.trim();
      wrong.hidden = /^-?\d+([.,]\d{1,2})?\s?%?$/.test(value);
      wrong.textContent = wrong.hidden ? "" : "Schrijf één getal, zoals 60 of 12,5. Duizend is 1000, zonder punt.";
      if (!wrong.hidden) { input.setAttribute("aria-invalid", "true"); return input.focus(); }
      const words = "Doel " + get("doel") + " ‘" + get("titel") + "’: nu van " + (get("nu") || "onbekend") + " naar " + value + ".";
      if (take([setting("doelen", row, "nu", value)], "verandering", words, words, ["nu " + plek])) focusOn(plek);
    });
    return form;
  }

  function showAgreements(tables) {
    if (!tables.afspraken.length) return byId("afspraken").replaceChildren(node("p", "Er zijn nog geen afspraken."));
    byId("afspraken").replaceChildren(...tables.afspraken.map((row) => {
      const get = (column) => cell("afspraken", row, column), plek = "afspraak " + get("afspraak"), checked = get("gecontroleerd");
      const buttons = node("div", undefined, { class: "knoppen" });
      const button = node("button", checked ? "Weer nagegaan" : "Nagegaan: het werkt", { type: "button", class: "stil" });
      button.setAttribute("aria-label", button.textContent + ": " + get("afspraak"));
      button.addEventListener("click", () => {
        const words = "Afspraak ‘" + get("afspraak") + "’: nagegaan, het werkt.";
        if (take([setting("afspraken", row, "gecontroleerd", byId("dag").value)], "verandering", words, words)) focusOn(plek);
      });
      buttons.append(button);
      const state = checked ? "nagegaan op " + inWords(checked) : dayOf(get("klaar_op"), get("klaar_op") < today());
      return card(plek, node("p", get("afspraak")), quiet(get("wie"), state), buttons);
    }));
  }

  function showLogged(tables) {
    const lines = tables.logboek.map((row) => Object.fromEntries(facts.kolommen.logboek.map((c, i) => [c, row[i]]))).reverse();
    for (const [id, soort, none] of [["besluiten", "besluit", "Nog geen besluiten."], ["successen", "succes", "Nog niets. Begin klein, en vier wat lukt."]]) {
      const here = lines.filter((line) => line.soort === soort);
      const cards = here.map((line) => card(soort + " " + line.datum + line.wat, node("p", line.wat), quiet(inWords(line.datum), line.rol)));
      byId(id).replaceChildren(...(cards.length ? cards : [node("p", none, { class: "zacht" })]));
    }
    if (!lines.length) return byId("logboek").replaceChildren(node("p", "Er staat nog niets in het logboek."));
    const wrap = node("div", undefined, { class: "tabel", role: "region", tabindex: "0", "aria-label": "Logboek, het nieuwste eerst" });
    const table = node("table"), head = node("thead"), heads = node("tr"), body = node("tbody");
    heads.append(...["Dag", "Functie", "Soort", "Wat"].map((text) => node("th", text, { scope: "col" })));
    body.append(...lines.map((line) => {
      const row = node("tr");
      row.append(node("th", inWords(line.datum), { scope: "row" }), ...[line.rol, kindNames.get(line.soort) || line.soort, line.wat].map((text) => node("td", text)));
      return row;
    }));
    head.append(heads);
    table.append(head, body);
    wrap.append(table);
    byId("logboek").replaceChildren(wrap);
  }

  /* ---- forms */

  function onSubmit(form, box, read) {
    byId(form).addEventListener("submit", (event) => {
      event.preventDefault();
      const words = read();
      byId(box).textContent = words;
      byId(box).hidden = !words;
    });
  }
  const value = (id) => byId(id).value.trim();
  const exists = (kind, row) => now.tables[kind].some((other) => keyOf(kind, other) === keyOf(kind, row));

  onSubmit("actie-vorm", "actie-fout", () => {
    const [actie, doel, wie, day] = ["actie", "actie-doel", "actie-wie", "actie-dag"].map(value);
    if (!actie || !doel || !wie || !day) return "Vul in wat er gebeurt, bij welk doel, wie het doet en wanneer het klaar is.";
    if (person(actie, wie)) return person(actie, wie);
    if (!aims().length) return "Kies waar de actie voor bedoeld is.";
    const row = rowOf("acties", { actie, doel, wie, klaar_op: day, quadruple_aim: aims().join("+"), stand: "open" });
    if (exists("acties", row)) return "Deze actie staat al op het bord.";
    const words = "Nieuwe actie ‘" + actie + "’, voor doel " + doel + ": " + wie + ", klaar op " + inWords(day) + ".";
    if (take([{ soort: "nieuw", bestand: "acties", rij: row }], "verandering", words, words, ["actie", "actie-doel", "actie-wie", "actie-dag", "bedoeld"])) byId("actie").focus();
    return "";
  });

  onSubmit("afspraak-vorm", "afspraak-fout", () => {
    const [afspraak, wie, day] = ["afspraak", "afspraak-wie", "afspraak-dag"].map(value);
    if (!afspraak || !wie || !day) return "Vul in wat u afspreekt, tussen wie, en wanneer het moet werken.";
    if (person(afspraak, wie)) return person(afspraak, wie);
    const row = rowOf("afspraken", { afspraak, wie, klaar_op: day });
    if (exists("afspraken", row)) return "Deze afspraak staat al op het bord.";
    const words = "Nieuwe afspraak ‘" + afspraak + "’: " + wie + ", " + inWords(day) + ".";
    if (take([{ soort: "nieuw", bestand: "afspraken", rij: row }], "verandering", words, words, ["afspraak", "afspraak-wie", "afspraak-dag"])) byId("afspraak").focus();
    return "";
  });

  onSubmit("besluit-vorm", "besluit-fout", () => {
    const soort = byId("besluit-vorm").elements.soort.value, wat = value("besluit");
    if (!wat) return "Schrijf eerst op wat u besloot, of wat er lukte.";
    if (person(wat)) return person(wat);
    if (take([], soort, wat, soort === "succes" ? "Opgeschreven. Gefeliciteerd!" : "Het besluit is opgeschreven.", ["besluit"])) byId("besluit").focus();
    return "";
  });

  byId("rol").addEventListener("input", () => store.change((kept) => ({ ...kept, rol: byId("rol").value })));
  byId("wie-vorm").addEventListener("submit", (event) => event.preventDefault());

  byId("snel").append(...facts.snel.map(([title, what]) => {
    const item = node("li", what + " "), button = node("button", "Maak er een actie van", { type: "button", class: "stil", "aria-label": "Maak er een actie van: " + what });
    button.addEventListener("click", () => {
      store.change((kept) => ({ ...kept, concept: { ...kept.concept, actie: what } }));
      showDrafts();
      byId("actie-vak").open = true;
      byId(now.tables.doelen.length ? "actie-doel" : "actie-vak").focus();
    });
    item.append(node("small", "(" + title + ") "), button);
    return item;
  }));
  byId("snel-vak").hidden = !facts.snel.length;

  /* ---- back one step; never a step that is in a file already */

  function lastGroup(kept) {
    const last = kept.stappen[kept.stappen.length - 1];
    const steps = last ? kept.stappen.filter((step) => step.groep === last.groep) : [];
    return last && last.groep && !steps.some((step) => step.bewaard) ? last.groep : null;
  }

  byId("terug").addEventListener("click", () => {
    store.change((kept) => {
      const groep = lastGroup(kept);
      return { ...kept, stappen: kept.stappen.filter((step) => !groep || step.groep !== groep) };
    });
    show();
    byId("stand").textContent = "De laatste stap is ongedaan gemaakt.";
  });

  /* ---- files */

  function showFiles() {
    const waiting = kinds.filter((kind) => store.value.stappen.some((step) => step.bestand === kind && !step.bewaard));
    byId("nog-te-bewaren").textContent = waiting.length ? "Nog te bewaren: " + waiting.map((kind) => kind + ".csv").join(", ") + "." : "Er is niets nieuws om te bewaren.";
    byId("bestanden").replaceChildren(...kinds.map((kind) => {
      const button = node("button", "Bewaar als " + kind + ".csv", { type: "button", "data-plek": "bewaar " + kind });
      if (!waiting.includes(kind)) button.className = "stil";
      button.addEventListener("click", () => {
        bestanden.save(kind + ".csv", bestanden.toCsv(facts.kolommen[kind], replay(store.read()).tables[kind]));
        store.change((kept) => ({ ...kept, stappen: kept.stappen.map((step) => (step.bestand === kind ? { ...step, bewaard: true } : step)) }));
        show();
        byId("stand").textContent = kind + ".csv is bewaard. Zet het bestand in de map van de wijk.";
      });
      return button;
    }));
  }

  /* The rows of a file, with every fault; a file is known by its columns, whatever its name. */
  function readRows(name, text) {
    const [head, ...lines] = bestanden.cellsOf(text);
    const columns = head.map((word) => word.toLowerCase());
    const kind = kinds.find((k) => facts.nodig[k].every((column) => columns.includes(column)));
    if (!kind) return { faults: [name + ": dit is geen bestand van het bord. Kies " + kinds.map((k) => k + ".csv").join(", ") + "."] };
    const rows = [], faults = [];
    lines.forEach((cells, i) => {
      if (cells.every((text) => !text)) return;
      const where = name + ", rij " + (i + 2) + ": ";
      if (cells.length > columns.length) return void faults.push(where + "telt meer vakken dan de kop.");
      const row = facts.kolommen[kind].map((column) => cells[columns.indexOf(column)] || "");
      for (const column of ["klaar_op", "gecontroleerd", "datum"]) if (at(kind, column) >= 0) row[at(kind, column)] = asDay(cell(kind, row, column));
      const empty = facts.nodig[kind].find((column) => !cell(kind, row, column));
      if (empty) return void faults.push(where + "‘" + empty + "’ is leeg.");
      if (kind === "acties" && !stateNames.has(cell(kind, row, "stand"))) return void faults.push(where + "stand ‘" + cell(kind, row, "stand") + "’ bestaat niet.");
      rows.push(row);
    });
    return { kind, rows, faults };
  }

  byId("bestand").addEventListener("change", async (event) => {
    const input = event.target, box = byId("bestand-melding"), faults = [], read = {};
    for (const file of input.files) {
      const found = readRows(file.name, await bestanden.textOf(file));
      faults.push(...found.faults);
      if (found.kind && !found.faults.length) read[found.kind] = found.rows;
    }
    input.value = ""; // the same file may be chosen again after it was repaired
    box.classList.toggle("fout", faults.length > 0);
    if (faults.length) {
      const list = node("ul");
      list.append(...faults.map((words) => node("li", words)));
      box.replaceChildren(node("p", "Er is niets overgenomen. Herstel eerst:"), list);
    } else {
      store.change((kept) => pruned(taken(kept, read)));
      show();
      box.replaceChildren(node("p", "Ingelezen: " + Object.keys(read).map((kind) => kind + ".csv").join(", ") + ". Uw eigen stappen staan er nog op."));
    }
    box.hidden = false;
  });

  /* A file that is read counts as what the files say; lines of a logboek only come to those that are there. */
  function taken(kept, read) {
    const { logboek, ...others } = read;
    const before = kept.basis && kept.basis.stempel === facts.stempel ? kept.basis.rijen : {};
    const known = new Set(replay(kept).tables.logboek.map((row) => keyOf("logboek", row)));
    const lines = (logboek || []).filter((row) => !known.has(keyOf("logboek", row))).map((rij) => ({ soort: "nieuw", bestand: "logboek", rij }));
    return { ...kept, basis: { stempel: facts.stempel, rijen: { ...before, ...others } }, stappen: [...lines, ...kept.stappen] };
  }

  /* ---- where a file says otherwise than the board: people choose */

  function showClashes() {
    const box = byId("verschillen"), shown = [];
    const without = (chain) => store.value.stappen.filter((step) => !ofChain(step, chain));
    const button = (words, change) => {
      const made = node("button", words, { type: "button", class: "stil" });
      made.addEventListener("click", () => { store.change((kept) => ({ ...kept, stappen: change() })); show(); });
      return made;
    };
    for (const { chain, said, last } of now.clashes) {
      const name = chain.sleutel.split("\u001f")[0], part = node("div", undefined, { class: "knoppen" });
      const plain = (text) => stateNames.get(text) || inWords(text || "") ;
      const spoken = (text) => (chain.kolom === "nu" ? text || "niets" : plain(text));
      part.append(button("Neem het bestand", () => without(chain)),
        button("Houd het bord", () => [...without(chain), { soort: "zet", bestand: chain.bestand, sleutel: chain.sleutel, kolom: chain.kolom, van: said, naar: last }]));
      shown.push(node("p", "‘" + name + "’, " + columnNames[chain.kolom] + ": in het bestand staat ‘" + spoken(said) + "’, op dit bord ‘" + spoken(last) + "’. Wat klopt?"), part);
    }
    for (const chain of now.lost) {
      const part = node("div", undefined, { class: "knoppen" });
      part.append(button("Laat deze stap weg", () => without(chain)));
      shown.push(node("p", "‘" + chain.sleutel.split("\u001f")[0] + "’ staat niet meer in het bestand. Op dit bord is nog een stap over " + columnNames[chain.kolom] + "."), part);
    }
    box.replaceChildren(...shown);
    box.hidden = !shown.length;
  }

  byId("dag").value = today();
  byId("dag").max = today();
  if (store.read().stappen.length) store.change(pruned);
  show();
})();
