"use strict";
(function () {
  const { byId, node, facts } = pagina;
  const files = facts.bestanden;
  const kinds = Object.keys(files).filter((kind) => !files[kind].pagina);
  const columnsOf = (kind) => files[kind].kolommen;
  const figures = new Map(facts.lijsten.indicator);

  /* ---- what is kept */

  const start = () => ({ rijen: { themas: facts.themas.map(themeRow) }, gezien: facts.themas.map(([id]) => id), vorige: null });
  const themeRow = (cells) => ({ ...Object.fromEntries(columnsOf("themas").map((c, i) => [c.naam, cells[i]])), _: newId() });

  const kept = bewaren.keep({
    key: "wijkanalyse-invullen-" + facts.code,
    empty: start(),
    isWhole: (value) => typeof value.rijen === "object" && Array.isArray(value.gezien),
    told: (isKept) => { byId("bewaarfout").hidden = isKept; },
    changed: () => show(),
  });

  function newId() {
    return Math.random().toString(36).slice(2, 10);
  }

  const rowsOf = (kind) => kept.value.rijen[kind] || [];
  const withRows = (state, kind, rows) => ({ ...state, rijen: { ...state.rijen, [kind]: rows } });

  /* A step that can be taken back: what it changes is kept beside it. */
  function step(make, words) {
    kept.change((state) => ({ ...make(state), vorige: state.rijen }));
    show();
    byId("stand").textContent = words;
  }

  /* Typing is no step: it goes into the row as it is kept now, whatever another tab did. */
  function setCell(kind, id, name, text) {
    kept.change((state) => {
      const rows = state.rijen[kind] || [];
      const there = rows.some((row) => row._ === id);
      const made = there ? rows.map((row) => (row._ === id ? { ...row, [name]: text } : row)) : [...rows, { ...fixedRow(kind, id), [name]: text }];
      return { ...withRows(state, kind, made), vorige: null };
    });
    byId("terug").hidden = true;
  }

  /* The page may have been made again with themes that were not on the list before. */
  function takeNewThemes() {
    const { gezien } = kept.read();
    const fresh = facts.themas.filter(([id]) => !gezien.includes(id));
    if (!fresh.length) return;
    kept.change((state) => {
      const here = (state.rijen.themas || []).map((row) => row.thema);
      const added = fresh.filter(([id]) => !here.includes(id)).map(themeRow);
      const made = withRows(state, "themas", [...(state.rijen.themas || []), ...added]);
      return { ...made, gezien: [...gezien, ...fresh.map(([id]) => id)] };
    });
  }

  /* ---- files with one row for each word of a list, such as the questions of the stroomschema */

  function fixedOf(kind) {
    const [only, ...more] = files[kind].sleutel;
    const column = columnsOf(kind).find((c) => c.naam === only);
    if (more.length || !["choice", "question"].includes(column.soort)) return null;
    return { column, options: column.opties || facts.lijsten[column.soort] };
  }

  function fixedRow(kind, id) {
    const fixed = fixedOf(kind);
    return fixed ? { _: id, [fixed.column.naam]: id } : { _: id };
  }

  /* The rows as they are shown: of a fixed file one for each option, and what stands there beside. */
  function shownRows(kind) {
    const rows = rowsOf(kind), fixed = fixedOf(kind);
    if (!fixed) return rows;
    const name = fixed.column.naam, ids = fixed.options.map(([id]) => id);
    const usual = ids.map((id) => rows.find((row) => row[name] === id) || fixedRow(kind, id));
    return [...usual, ...rows.filter((row) => !usual.includes(row))];
  }

  /* ---- judging */

  const today = () => {
    const now = new Date();
    return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  };
  const isFilled = (kind, row) => {
    const fixed = fixedOf(kind);
    // A number that goes on by itself is not yet something that somebody filled in.
    return columnsOf(kind).some((c) => (row[c.naam] || "").trim() && c.soort !== "number" && !(fixed && c === fixed.column));
  };
  const filled = (kind) => rowsOf(kind).filter((row) => isFilled(kind, row));

  function contextNow() {
    const context = { today: today(), themes: new Map(), goals: new Map() };
    const themes = filled("themas").map((row) => oordelen.meant("themas", row, context));
    context.themes = new Map(themes.filter((row) => row.thema).map((row) => [row.thema, row.naam || row.thema]));
    const goals = filled("doelen").map((row) => oordelen.meant("doelen", row, context));
    // Whoever fills in the actions need not have the list of goals: then nobody can say what is missing from it.
    context.goals = goals.length ? new Map(goals.map((row) => [row.doel, row.titel || row.doel])) : null;
    return context;
  }

  function findings(kind, context) {
    const rows = filled(kind);
    const meant = rows.map((row) => oordelen.meant(kind, row, context));
    const found = oordelen.judge(kind, meant, context, (place) => place + 1);
    return found.map(([place, column, words, severity]) => ({ id: rows[place]._, column, words, severity }));
  }

  /* ---- the page */

  const fresh = new Set(); // rows in which somebody still is: an empty box is no fault there yet
  const touched = new Set();
  const drawn = new Map(); // by list and row: the element, its fields, and the boxes for faults

  const boxOf = (kind) => byId("lijst-" + kind);
  const shortName = (kind) => files[kind].titel;

  function show() {
    for (const kind of kinds) showList(kind);
    byId("terug").hidden = !kept.value.vorige;
    showFaults();
  }

  function showList(kind) {
    const box = boxOf(kind).querySelector(".rijen"), rows = shownRows(kind);
    boxOf(kind).querySelector(".erbij").hidden = Boolean(fixedOf(kind));
    const ids = new Set(rows.map((row) => kind + row._));
    for (const [key, made] of drawn) {
      if (made.kind === kind && !ids.has(key)) { made.element.remove(); drawn.delete(key); }
    }
    rows.forEach((row, place) => {
      const key = kind + row._;
      if (!drawn.has(key)) drawn.set(key, drawRow(kind, row));
      const made = drawn.get(key);
      if (box.children[place] !== made.element) box.insertBefore(made.element, box.children[place] || null);
      made.fill(row);
      made.heading.textContent = headingOf(kind, row, place);
    });
  }

  function headingOf(kind, row, place) {
    const fixed = fixedOf(kind);
    const option = fixed && fixed.options.find(([id]) => id === row[fixed.column.naam]);
    if (option) return option[1];
    const shown = columnsOf(kind).filter((c) => !["id", "number"].includes(c.soort)).slice(0, 3).map((c) => readable(c, row[c.naam] || "")).filter(Boolean);
    const words = shown.slice(0, 2).join(" · ");
    return place + 1 + ". " + (words.length > 90 ? words.slice(0, 89).trimEnd() + "…" : words || "Nieuwe rij");
  }

  /* The name by which people know what stands in a cell. */
  function readable(column, text) {
    if (column.soort === "measure") return figures.get(text) || text;
    const names = column.opties ? new Map(column.opties) : listFor(column.soort);
    return (names && names.get(text)) || text;
  }

  function listFor(soort) {
    if (soort === "theme") return contextNow().themes;
    if (soort === "goal") return contextNow().goals || new Map();
    return facts.lijsten[soort] ? new Map(facts.lijsten[soort]) : null;
  }

  function drawRow(kind, row) {
    const element = node("details", undefined, { class: "rij" });
    const summary = node("summary"), heading = node("span"), count = node("span", "", { class: "fouten" });
    summary.append(heading, " ", count);
    const fields = node("div", undefined, { class: "velden" });
    const fixed = fixedOf(kind), made = new Map();
    for (const column of columnsOf(kind)) {
      if (column.soort === "id" || (fixed && column === fixed.column && fixed.options.some(([id]) => id === row[column.naam]))) continue;
      const field = drawField(kind, row._, column);
      made.set(column.naam, field);
      fields.append(field.element);
    }
    element.append(summary, fields);
    if (!fixed || !fixed.options.some(([id]) => id === row[fixed.column.naam])) element.append(dropButton(kind, row._));
    element.open = fresh.has(kind + row._) || Boolean(fixed);
    element.addEventListener("focusout", (event) => {
      if (element.contains(event.relatedTarget)) return;
      if (fresh.delete(kind + row._)) whenReleased(showFaults);
    });
    const fill = (now) => { for (const [name, field] of made) field.set(now[name] || "", now); };
    return { kind, id: row._, element, heading, count, fields: made, fill };
  }

  function dropButton(kind, id) {
    const wrap = node("p", undefined, { class: "knoppen" });
    const button = node("button", "Verwijder deze rij", { type: "button", class: "stil" });
    button.addEventListener("click", () => {
      step((state) => withRows(state, kind, (state.rijen[kind] || []).filter((row) => row._ !== id)), "De rij is verwijderd.");
      byId("terug").focus();
    });
    wrap.append(button);
    return wrap;
  }

  /* ---- fields: one for each kind of column */

  const wide = ["story", "choices", "question"];

  function drawField(kind, id, column) {
    const own = "v-" + kind + "-" + id + "-" + column.naam;
    const about = node("p", hintOf(column), { class: "uitleg", id: own + "-uitleg" });
    const fault = node("p", "", { class: "veldfout", id: own + "-fout" });
    const described = own + "-uitleg " + own + "-fout";
    const typed = (text, done) => {
      setCell(kind, id, column.naam, text);
      touched.add(kind + id + column.naam);
      const { heading } = drawn.get(kind + id), rows = shownRows(kind);
      const place = rows.findIndex((row) => row._ === id);
      heading.textContent = headingOf(kind, rows[place], place);
      if (done) whenReleased(() => { refreshLists(kind); showFaults(); });
    };
    const several = column.soort === "choice" || column.soort === "choices";
    const control = (several ? boxes : column.soort === "theme" || column.soort === "goal" ? picker : writer)(own, column, described, typed);
    const element = several ? node("fieldset", undefined, { "aria-describedby": described }) : node("div", undefined, { class: "veld" });
    if (wide.includes(column.soort)) element.classList.add("breed");
    const label = several ? node("legend", column.label) : node("label", column.label, { for: own });
    if (!column.verplicht) label.append(node("span", " (mag leeg)", { class: "optie" }));
    element.append(label, about, ...control.elements, fault);
    return { element, set: control.set, invalid: control.invalid, fault, focus: control.focus };
  }

  function hintOf(column) {
    const form = { past: " Zoals 21-11-2026.", deadline: " Zoals 21-11-2027.", date: " Zoals 21-11-2026.", indicator: " Typ een deel van de naam en kies." };
    return column.uitleg + (form[column.soort] || "");
  }

  function boxes(own, column, described, typed) {
    const isOne = column.soort === "choice";
    const made = column.opties.map(([word, label]) => {
      const input = node("input", undefined, { type: isOne ? "radio" : "checkbox", name: own, value: word });
      const wrap = node("label", undefined, { class: "keuze" });
      wrap.append(input, " ", label.charAt(0).toUpperCase() + label.slice(1));
      return { input, wrap };
    });
    const value = () => made.filter(({ input }) => input.checked).map(({ input }) => input.value).join("+");
    for (const { input } of made) input.addEventListener("change", () => typed(value(), true));
    const inputs = made.map(({ input }) => input);
    return {
      elements: made.map(({ wrap }) => wrap),
      set: (text) => {
        const words = (isOne ? [text] : text.split("+")).map((word) => oordelen.known(word.trim(), new Map(column.opties)));
        for (const input of inputs) input.checked = words.includes(input.value);
      },
      invalid: () => {}, // a group has no such state; the words stand beside it and are part of its description
      focus: () => inputs[0].focus(),
    };
  }

  /* A closed list by name. What is not on it stays visible, since somebody wrote it. */
  function picker(own, column, described, typed) {
    const select = node("select", undefined, { id: own, "aria-describedby": described });
    select.addEventListener("change", () => typed(select.value, true));
    const set = (text) => {
      const names = listFor(column.soort), value = oordelen.known(text, names);
      const options = [["", "Kies"], ...names];
      if (value && !names.has(value)) options.push([value, value + " (staat niet in de lijst)"]);
      select.replaceChildren(...options.map(([id, label]) => node("option", label, { value: id })));
      select.value = value;
    };
    return { elements: [select], set, invalid: (is) => mark(select, is), focus: () => select.focus() };
  }

  function writer(own, column, described, typed) {
    const isStory = column.soort === "story";
    const input = node(isStory ? "textarea" : "input", undefined, { id: own, "aria-describedby": described, autocomplete: "off" });
    if (isStory) input.rows = 2;
    else input.type = "text";
    if (column.soort === "whole") input.inputMode = "numeric";
    if (column.soort === "percentage" || column.soort === "amount") input.inputMode = "decimal";
    if (column.soort === "phone") input.inputMode = "tel";
    if (column.soort === "indicator") input.setAttribute("list", "keuze-cijfers");
    const value = () => (column.soort === "indicator" || column.soort === "measure" ? oordelen.known(input.value.trim(), figures) : input.value);
    const isFigure = () => column.soort === "indicator" || (column.soort === "measure" && input.hasAttribute("list"));
    input.addEventListener("input", () => typed(isFigure() ? value() : input.value, false));
    input.addEventListener("change", () => typed(isFigure() ? value() : input.value, true));
    const set = (text, row) => {
      if (column.soort === "measure") {
        if (row.soort_maat === "cijfer") input.setAttribute("list", "keuze-maten");
        else input.removeAttribute("list");
      }
      const shown = isFigure() ? figures.get(text) || text : text;
      if (input.value !== shown) input.value = shown;
    };
    return { elements: [input], set, invalid: (is) => mark(input, is), focus: () => input.focus() };
  }

  function mark(input, isInvalid) {
    if (isInvalid) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  /* Other lists name themes and goals; and of a goal the kind of measure decides what the measure is. */
  function refreshLists(kind) {
    if (["themas", "doelen"].includes(kind)) for (const other of kinds) showList(other);
  }

  /* Words that appear while somebody presses a button would move it away from under the pointer. */
  const waiting = [];
  let pressed = false;
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => {
      pressed = false;
      for (const make of waiting.splice(0)) setTimeout(make);
    }, true);
  }

  function whenReleased(make) {
    if (pressed) waiting.push(make);
    else make();
  }

  function showFaults() {
    const context = contextNow();
    for (const kind of kinds) {
      const found = findings(kind, context).filter(({ id, column }) => !fresh.has(kind + id) || touched.has(kind + id + column));
      for (const made of drawn.values()) {
        if (made.kind !== kind) continue;
        const here = found.filter(({ id }) => id === made.id);
        for (const [name, field] of made.fields) {
          const own = here.filter(({ column }) => column === name);
          const words = own.map((f) => (f.severity === "warning" ? "Let op: " : "") + f.words).join(" ");
          if (field.fault.textContent !== words) field.fault.textContent = words;
          field.invalid(own.some(({ severity }) => severity === "fault"));
        }
        made.count.textContent = countOf(here.filter(({ severity }) => severity === "fault").length);
      }
      const count = boxOf(kind).querySelector(".telling"), faults = found.filter(({ severity }) => severity === "fault").length;
      const rows = filled(kind).length;
      count.textContent = [rows ? (rows === 1 ? "1 rij" : rows + " rijen") : "leeg", countOf(faults)].filter(Boolean).join(", ");
      count.classList.toggle("fouten", faults > 0);
    }
  }

  const countOf = (n) => (n ? (n === 1 ? "1 fout" : n + " fouten") : "");

  function addRow(kind) {
    const id = newId(), rows = rowsOf(kind), row = { _: id };
    const numbered = columnsOf(kind).find((c) => c.soort === "number");
    if (numbered) row[numbered.naam] = String(rows.reduce((most, r) => Math.max(most, Number(r[numbered.naam]) || 0), 0) + 1);
    fresh.add(kind + id);
    step((state) => withRows(state, kind, [...(state.rijen[kind] || []), row]), "Er is een rij bij gezet.");
    const { fields } = drawn.get(kind + id);
    [...fields.values()].find((_, place) => place > 0 || !numbered).focus();
  }

  /* ---- files */

  /* Numbers with a decimal comma, words by id, days in one spelling: what the package and a Dutch Excel read. */
  function csvOf(kind) {
    const context = contextNow();
    const rows = filled(kind).map((row) => {
      const meant = oordelen.meant(kind, row, context);
      return columnsOf(kind).map((c) => {
        const text = meant[c.naam];
        if (["percentage", "amount"].includes(c.soort) && !Number.isNaN(oordelen.numberOf(text))) return text.replace(".", ",");
        return ["date", "past", "deadline"].includes(c.soort) ? oordelen.dayOf(text) || text : text;
      });
    });
    return bestanden.toCsv(columnsOf(kind).map((c) => c.naam), rows);
  }

  function faultsOf(kind) {
    for (const key of [...fresh]) if (key.startsWith(kind)) fresh.delete(key);
    showFaults();
    return findings(kind, contextNow()).filter(({ severity }) => severity === "fault").length;
  }

  function saved(name, faults) {
    byId("stand").textContent = name + " is bewaard" + (faults ? ", met " + countOf(faults) + ". Herstel die nog." : ".");
  }

  function saveOne(kind) {
    bestanden.save(kind + ".csv", csvOf(kind));
    saved(kind + ".csv", faultsOf(kind));
  }

  function saveAll() {
    const there = kinds.filter((kind) => filled(kind).length);
    const name = "wijk-" + facts.code + ".zip";
    bestanden.save(name, bestanden.zip(there.map((kind) => [kind + ".csv", csvOf(kind)])), "application/zip");
    saved(name, there.reduce((sum, kind) => sum + faultsOf(kind), 0));
  }

  /* Which list a file is, by its name, also as a browser or Excel changes it: "doelen (1).csv", "Kopie van doelen.csv". */
  function kindOf(name) {
    const words = oordelen.folded(name.replace(/\.csv$/i, "")).split(" ");
    const fits = Object.keys(files).filter((kind) => (" " + words.join(" ") + " ").includes(" " + oordelen.folded(kind) + " "));
    return fits.sort((a, b) => b.length - a.length)[0];
  }

  function parse(kind, text) {
    const cells = bestanden.cellsOf(text), columns = columnsOf(kind), said = [];
    const names = new Map(columns.map((c) => [oordelen.folded(c.naam), c.naam]));
    const hits = cells.slice(0, 8).map((row) => row.filter((cell) => names.has(oordelen.folded(cell))).length);
    const most = Math.max(...hits);
    if (most < Math.min(2, columns.length)) return { rows: [], said: ["In dit bestand staan niet de kolommen van ‘" + shortName(kind) + "’."] };
    const heading = hits.indexOf(most);
    const places = cells[heading].map((cell) => names.get(oordelen.folded(cell)));
    const unknown = cells[heading].filter((cell, place) => cell && !places[place]);
    if (unknown.length) said.push(oordelen.told("columns_unknown", { columns: unknown.join(", ") }));
    const rows = [];
    cells.slice(heading + 1).forEach((row, place) => {
      if (row.every((cell) => !cell)) return;
      if (row.slice(places.length).some(Boolean)) {
        return void said.push("Rij " + (heading + 2 + place) + ": " + oordelen.told("width", { cells: row.length, heading: places.length }));
      }
      rows.push(Object.fromEntries(places.map((name, n) => [name, row[n] || ""]).filter(([name]) => name)));
    });
    return { rows, said };
  }

  /* Rows that are not here yet. One with the same key and other words is not taken: who is right is for people. */
  function merge(kind, rows, context) {
    const here = filled(kind).map((row) => oordelen.meant(kind, row, context));
    const keyOf = (row) => JSON.stringify(files[kind].sleutel.map((name) => row[name]));
    const same = (a, b) => columnsOf(kind).every((c) => a[c.naam] === b[c.naam]);
    const added = [], said = [];
    for (const row of rows) {
      const meant = oordelen.meant(kind, row, context);
      const rivals = here.filter((other) => keyOf(other) === keyOf(meant));
      if (here.some((other) => same(other, meant))) continue;
      if (rivals.length && files[kind].sleutel.every((name) => meant[name])) {
        const which = files[kind].sleutel.map((name) => readable(columnsOf(kind).find((c) => c.naam === name), meant[name])).join(" · ");
        said.push("‘" + which + "’ staat hier al, met iets anders. Wat hier staat, is gebleven.");
      } else added.push({ ...meant, _: idFor(kind, meant) });
    }
    return { added, said };
  }

  function idFor(kind, row) {
    const fixed = fixedOf(kind);
    const isUsual = fixed && fixed.options.some(([id]) => id === row[fixed.column.naam]);
    return isUsual ? row[fixed.column.naam] : newId();
  }

  async function texts(file) {
    if (!/\.zip$/i.test(file.name)) return [[file.name, await bestanden.textOf(file)]];
    return bestanden.unzip(file);
  }

  async function takeIn(chosen) {
    const told = [], before = kept.read().rijen, found = [];
    for (const file of chosen) {
      try {
        for (const [name, text] of await texts(file)) found.push([name, kindOf(name), text]);
      } catch (error) {
        told.push(file.name + ": dit bestand is niet te lezen.");
      }
    }
    // Other lists name themes and goals, so these come first.
    const first = ["doelen", "themas"]; // the last goes first
    found.sort(([, a], [, b]) => first.indexOf(b) - first.indexOf(a));
    for (const [name, kind, text] of found) {
      if (/\.xlsx?$/i.test(name)) told.push(name + ": een Excel-bestand leest deze pagina niet. Kies in Excel ‘Opslaan als’ en het type ‘CSV UTF-8’, en lees dat bestand hier in.");
      else if (!kind) told.push(name + ": deze naam kennen wij niet. Geef het bestand de naam van een lijst, zoals doelen.csv.");
      else if (files[kind].pagina) told.push(name + ": lees dit in op de pagina " + files[kind].pagina + ".");
      else told.push(takeFile(name, kind, text));
    }
    kept.change((state) => ({ ...state, vorige: before }));
    return told;
  }

  function takeFile(name, kind, text) {
    const { rows, said } = parse(kind, text);
    const { added, said: more } = merge(kind, rows, contextNow());
    kept.change((state) => {
      const taken = new Set(added.map((row) => row._));
      return withRows(state, kind, [...(state.rijen[kind] || []).filter((row) => !taken.has(row._)), ...added]);
    });
    if (added.length) boxOf(kind).open = true;
    const count = added.length ? (added.length === 1 ? "1 rij" : added.length + " rijen") + " erbij" : "geen nieuwe rijen";
    return [name + ": " + count + " bij ‘" + shortName(kind) + "’.", ...said, ...more].join(" ");
  }

  byId("bestand").addEventListener("change", async (event) => {
    const input = event.target, chosen = [...input.files];
    if (!chosen.length) return;
    const told = await takeIn(chosen);
    input.value = ""; // the same file may be chosen again after it was repaired
    const list = node("ul");
    list.append(...told.map((words) => node("li", words)));
    byId("bestand-melding").replaceChildren(list);
    byId("bestand-melding").hidden = false;
    show();
  });

  /* ---- buttons */

  for (const kind of kinds) {
    boxOf(kind).querySelector(".erbij").addEventListener("click", () => addRow(kind));
    boxOf(kind).querySelector(".bewaar").addEventListener("click", () => saveOne(kind));
  }
  byId("alles").addEventListener("click", saveAll);
  byId("terug").addEventListener("click", () => {
    const { vorige } = kept.read();
    if (vorige) step((state) => ({ ...state, rijen: vorige }), "De laatste stap is ongedaan gemaakt. Nog een keer drukken zet hem terug.");
  });
  let sure = false; // what is forgotten cannot be taken back, so it takes two presses
  byId("wis").addEventListener("click", () => {
    byId("wis").textContent = sure ? "Wis alles uit deze browser" : "Druk nog een keer om alles te wissen";
    if (sure) {
      kept.forget();
      fresh.clear();
      show();
      byId("stand").textContent = "Alles is uit deze browser gewist.";
    }
    sure = !sure;
  });
  byId("wis").addEventListener("blur", () => {
    sure = false;
    byId("wis").textContent = "Wis alles uit deze browser";
  });

  byId("keuze-cijfers").append(...facts.lijsten.indicator.map(([, label]) => node("option", undefined, { value: label })));
  byId("keuze-maten").append(...Object.values(facts.maten).filter(([, , fault]) => !fault).map(([label]) => node("option", undefined, { value: label })));
  globalThis.wijkinvullen = { csvOf, judge: oordelen.judge, meant: oordelen.meant, persons: oordelen.persons };
  kept.read();
  takeNewThemes();
  show();
})();
