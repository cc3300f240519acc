"use strict";
/* Judges what is filled in by the rules of dialogue/check.py and dialogue/spelling.py, with the words of dialogue/faults.py. */
const oordelen = (() => {
  const { facts } = pagina;

  /* ---- what somebody meant, in one spelling */

  const folded = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  /* The id of a word of a list, by its id or by what people call it; else the text as it was. */
  function known(text, names) {
    if (!text || names.has(text)) return text;
    const wanted = folded(text);
    for (const place of [0, 1]) {
      const found = [...names].filter((pair) => folded(pair[place]) === wanted);
      if (found.length === 1) return found[0][0];
    }
    return text;
  }

  const optionsOf = (column) => new Map(column.opties || []);
  const several = (text, column) =>
    text.split(/[+,;/&]|\sen\s/).map((word) => word.trim()).filter(Boolean).map((word) => known(word, optionsOf(column))).join("+");
  const idOf = (text, name) =>
    (text || name).normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");

  const groups = /^-?[0-9]{1,3}(?:(?:\.[0-9]{3})+|(?:[ \u00a0\u202f][0-9]{3})+)$/;
  const oneGroup = /^-?[0-9]{1,3}\.[0-9]{3}$/;
  const whole = (text) => {
    if (groups.test(text)) return text.replace(/[^0-9-]/g, "");
    return /^-?[0-9]+[.,]0{1,2}$/.test(text) ? text.replace(/[.,]0{1,2}$/, "") : text;
  };
  const amount = (text) => (groups.test(text) && !oneGroup.test(text) ? whole(text) : text);
  const numberOf = (text) =>
    /^-?[0-9]+(?:[.,][0-9]+)?\s?%?$/.test(text) ? Number(text.replace("%", "").trim().replace(",", ".")) : NaN;

  const months = ["jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
  /* A day as year-month-day, so that days can be compared as texts; "" for anything else. */
  function dayOf(text) {
    let found, year, month, day;
    if ((found = text.match(/^(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00:00)?$/))) [, year, month, day] = found.map(Number);
    else if ((found = text.match(/^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})$/))) [, day, month, year] = found.map(Number);
    else if ((found = text.match(/^(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})$/i))) {
      day = Number(found[1]);
      month = months.indexOf(found[2].toLowerCase().slice(0, 3).replace("mrt", "maa")) + 1;
      year = Number(found[3]);
    } else return "";
    const made = new Date(Date.UTC(2000, 0, 1));
    made.setUTCFullYear(year, month - 1, day);
    return year > 0 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? made.toISOString().slice(0, 10) : "";
  }
  const written = (day) => day.split("-").reverse().join("-");

  const listOf = (kind, context) =>
    kind === "theme" ? context.themes : kind === "goal" ? context.goals : new Map(facts.lijsten[kind] || []);

  function meant(kind, row, context) {
    const file = facts.bestanden[kind], made = {};
    for (const column of file.kolommen) {
      const text = (row[column.naam] || "").trim();
      const names = column.soort === "choice" ? optionsOf(column) : listOf(column.soort, context);
      if (names && names.size) made[column.naam] = known(text, names);
      else if (column.soort === "choices") made[column.naam] = several(text, column);
      else if (column.soort === "whole") made[column.naam] = whole(text);
      else if (column.soort === "amount" || column.soort === "percentage") made[column.naam] = amount(text);
      else if (column.soort === "id") made[column.naam] = idOf(text, (row.naam || "").trim());
      else made[column.naam] = text;
    }
    for (const column of file.kolommen.filter((c) => c.soort === "measure")) {
      if (made.soort_maat === "cijfer") made[column.naam] = known(made[column.naam], new Map(facts.lijsten.indicator));
    }
    return made;
  }

  /* ---- faults of a cell */

  function told(fault, slots) {
    return facts.fouten[fault].replace(/\{(\w+)\}/g, (all, name) => String((slots || {})[name] ?? ""));
  }

  const personal = facts.persoonlijk.map(([what, pattern]) => [what, new RegExp(pattern, "gu")]);
  const phone = new RegExp("^(?:" + facts.telefoon + ")$");
  const persons = (text) => personal.flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)].map((found) => [told("personal", { what, piece: found[0].trim() }), "warning"]));

  const ofKind = {
    text: persons, story: persons, function: persons, number: persons, measure: persons,
    amount: (text) => {
      const found = [];
      if (oneGroup.test(text)) found.push([told("thousands", { text, plain: text.replace(".", ""), decimal: text.replace(".", ",") }), "fault"]);
      else if (Number.isNaN(numberOf(text))) found.push([told("not_number", { text }), "warning"]);
      return [...found, ...persons(text)];
    },
    id: (text) => (/^[a-z][a-z0-9_]*$/.test(text) ? [] : [[told("id", { text }), "fault"]]),
    whole: (text) => {
      if (/^-[0-9]+$/.test(text)) return [[told("negative", { text }), "fault"]];
      return /^[0-9]+$/.test(text) ? [] : [[told("not_whole", { text }), "fault"]];
    },
    percentage: (text) => {
      const value = numberOf(text);
      if (Number.isNaN(value) || value < 0 || value > 100) return [[told("not_percentage", { text }), "fault"]];
      const meant = String(Number((100 * value).toPrecision(6))).replace(".", ",");
      return value > 0 && value < 1 ? [[told("share", { text, meant }), "warning"]] : [];
    },
    date: (text, column, context) => {
      const day = dayOf(text);
      if (!day && /^[2-7]\d{4}(?:[.,]\d+)?$/.test(text)) {
        const serial = new Date(Date.UTC(1899, 11, 30) + 86400000 * Math.floor(Number(text.replace(",", "."))));
        return [[told("excel_day", { text, meant: written(serial.toISOString().slice(0, 10)) }), "fault"]];
      }
      if (!day) return [[told("not_day", { text }), "fault"]];
      const year = Number(day.slice(0, 4));
      if (year < 2000 || year > 2100) return [[told("odd_year", { text, year }), "fault"]];
      const late = column.soort === "past" && day > context.today;
      return late ? [[told("future", { text, today: written(context.today) }), "fault"]] : [];
    },
    phone: (text) => {
      if (/\p{L}/u.test(text)) return [[told("phone_letters", { text }), "fault"]];
      if (phone.test(text.replace("(0)", "").replace(/[\s().\-/]/g, ""))) return [];
      const hint = /^[1-9]/.test(text) ? " Is de 0 aan het begin weg? Zet de kolom dan in Excel op Tekst." : "";
      return [[told("phone", { text, hint }), "fault"]];
    },
    choice: (text, column) => {
      const options = optionsOf(column);
      return options.has(text) ? [] : [[told("choice", { text, options: [...options.values()].join(", ") }), "fault"]];
    },
    choices: (text, column) => {
      const words = text.split("+");
      const found = words.flatMap((word) => ofKind.choice(word, column));
      return new Set(words).size < words.length ? [...found, [told("choice_twice", { text }), "fault"]] : found;
    },
  };
  ofKind.past = ofKind.deadline = ofKind.date;
  for (const kind of ["theme", "goal", "question", "indicator"]) {
    ofKind[kind] = (text, column, context) => {
      const names = listOf(kind, context);
      return names === null || names.has(text) ? [] : [[told(kind, { text }), "fault"]];
    };
  }

  /* ---- faults of rows */

  const labelIn = (kind, name) => facts.bestanden[kind].kolommen.find((c) => c.naam === name).label;
  const named = (labels) => labels.map((label) => "‘" + label + "’").join(" en ");

  function* doubles(kind, rows, rowName) {
    const key = facts.bestanden[kind].sleutel, first = new Map();
    for (const [place, row] of rows.entries()) {
      const cells = key.map((column) => row[column]);
      if (!cells.every(Boolean)) continue;
      const known = JSON.stringify(cells);
      if (first.has(known)) {
        const slots = { row: rowName(first.get(known)), columns: named(key.map((c) => labelIn(kind, c))) };
        yield [place, key[0], told("double", slots), "fault"];
      } else first.set(known, place);
    }
  }

  function* ranges(kind, rows) {
    for (const [low, high] of facts.bestanden[kind].bereiken) {
      const slots = { low: labelIn(kind, low), high: labelIn(kind, high) };
      for (const [place, row] of rows.entries()) {
        if (Boolean(row[low]) !== Boolean(row[high])) yield [place, row[low] ? high : low, told("one_end", slots), "fault"];
        else if (numberOf(row[low]) > numberOf(row[high])) yield [place, low, told("swapped", slots), "fault"];
      }
    }
  }

  function* passed(rows, context, counts) {
    for (const [place, row] of rows.entries()) {
      const day = dayOf(row.klaar_op);
      if (day && day < context.today && counts(row)) yield [place, "klaar_op", told("passed", { text: row.klaar_op }), "warning"];
    }
  }

  function instead(theme) {
    const may = Object.values(facts.maten).filter(([, of, fault]) => of === theme && !fault).map(([label]) => label).sort();
    const { cijfers } = facts.meeste, more = may.length > cijfers ? " en nog " + (may.length - cijfers) + " andere" : "";
    const words = may.length ? ["Dit kan wel: " + may.slice(0, cijfers).map((label) => "‘" + label + "’").join(", ") + more + "."] : [];
    return [...words, "Of tel zelf iets: zet ‘Soort maat’ op proces."].join(" ");
  }

  function* nothingSaid(kind, rows) {
    const said = ["gaat_goed", "kan_beter", "samen"].filter((name) => facts.bestanden[kind].kolommen.some((c) => c.naam === name));
    for (const [place, row] of rows.entries()) {
      const other = named(said.slice(1).map((name) => labelIn(kind, name)));
      if (said.every((name) => !row[name])) yield [place, said[0], told("nothing_said", { other }), "fault"];
    }
  }

  const ofFile = {
    * interventies(rows) {
      for (const [place, row] of rows.entries()) {
        const text = row.bereik_tot;
        if (numberOf(text) > numberOf(row.doelgroep_tot)) yield [place, "bereik_tot", told("too_many_reached", { text, most: row.doelgroep_tot }), "fault"];
        if (numberOf(text) > numberOf(row.capaciteit_per_jaar)) yield [place, "bereik_tot", told("above_places", { text, most: row.capaciteit_per_jaar }), "warning"];
      }
    },
    * acties(rows, context) { yield* passed(rows, context, (row) => ["open", "bezig"].includes(row.stand)); },
    * afspraken(rows, context) { yield* passed(rows, context, (row) => !row.gecontroleerd); },
    * organisatie(rows, context) {
      for (const [place, row] of rows.entries()) {
        const day = dayOf(row.geld_tot);
        if (day && day < context.today) yield [place, "geld_tot", told("money_ended", { text: row.geld_tot }), "warning"];
      }
    },
    * doelen(rows, context) {
      yield* passed(rows, context, () => true);
      for (const [place, row] of rows.entries()) {
        for (const column of ["doelgroep_van", "doelgroep_tot"]) {
          if (numberOf(row[column]) === 0) yield [place, column, told("nobody"), "fault"];
        }
        if (place >= facts.meeste.doelen) yield [place, "doel", told("goals", { most: facts.meeste.doelen }), "fault"];
        if (row.soort_maat !== "cijfer" || !row.maat) continue;
        const [label, , fault, severity, lowest, highest] = facts.maten[row.maat] || [row.maat, "", "measure_unknown", "fault", null, null];
        if (fault) yield [place, "maat", told(fault, { text: label, instead: instead(row.thema) }), severity];
        for (const column of ["nu", "streven"]) {
          const number = numberOf(row[column]);
          if ((lowest !== null && number < lowest) || (highest !== null && number > highest)) {
            yield [place, column, told("impossible", { text: row[column], figure: label }), "fault"];
          }
        }
      }
    },
    * themas(rows) {
      const own = [...rows.entries()].filter(([, row]) => row.herkomst === "wijk");
      for (const [place] of own.slice(facts.meeste.eigen)) {
        yield [place, "herkomst", told("own_themes", { most: facts.meeste.eigen }), "warning"];
      }
    },
    * interviews(rows) { yield* nothingSaid("interviews", rows); },
    * opbrengst(rows) { yield* nothingSaid("opbrengst", rows); },
  };

  /* Everything that is wrong or odd in rows that are as meant: place of the row, column, words, fault or warning. */
  function judge(kind, rows, context, rowName) {
    const found = [];
    for (const column of facts.bestanden[kind].kolommen) {
      for (const [place, row] of rows.entries()) {
        const text = row[column.naam];
        if (!text) {
          if (column.verplicht) found.push([place, column.naam, told("empty"), "fault"]);
        } else if (ofKind[column.soort]) {
          found.push(...ofKind[column.soort](text, column, context).map((words) => [place, column.naam, ...words]));
        }
      }
    }
    found.push(...doubles(kind, rows, rowName), ...ranges(kind, rows));
    if (ofFile[kind]) found.push(...ofFile[kind](rows, context));
    return found;
  }

  return { judge, meant, folded, known, numberOf, dayOf, told, persons };
})();
