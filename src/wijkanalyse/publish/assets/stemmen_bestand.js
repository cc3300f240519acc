"use strict";
/* The file of the ballots, and what a file may be: of this laptop, of another one, or of one that was read before. */
const stembestand = (() => {
  const { facts } = pagina;
  const themeNames = new Map(facts.themas);
  const groupNames = new Map(facts.groepen);
  const places = ["eerste", "tweede", "derde"];
  const columns = Object.keys(facts.kolommen);

  function toCsv(ballots, joins) {
    const rows = ballots.map((b) => [b.stem, b.groep, ...places.map((_, i) => b.keuzes[i] || ""), b.samen || "", (joins || {})[b.groep] || ""]);
    return bestanden.toCsv(columns, rows);
  }

  /* One spelling of a number, as the package has it: 1, 01 and 1,0 are one ballot, and so are A1 and a1. */
  function numberOf(text) {
    const found = /^([A-Za-z]?)\s*0*(\d+)(?:[.,]0+)?$/.exec(text);
    return found ? found[1].toUpperCase() + found[2] : text;
  }

  /* All faults by row as a spreadsheet shows them; with one fault nothing is taken over. */
  function parse(text) {
    const [head, ...rows] = bestanden.cellsOf(text);
    const names = head.map((name) => name.toLowerCase());
    const missing = columns.filter((name) => facts.kolommen[name] && !names.includes(name));
    if (missing.length) return { ballots: [], joins: {}, faults: ["Rij 1: de kolommen horen te zijn: " + columns.join(", ") + "."] };
    const ballots = [], faults = [], seen = new Map(), joins = {};
    rows.forEach((cells, index) => {
      const row = "Rij " + (index + 2) + ": ";
      if (cells.every((cell) => !cell)) return;
      if (cells.length !== head.length) return void faults.push(row + "telt " + cells.length + " vakken in plaats van " + head.length + ".");
      const cell = (name) => (names.includes(name) ? cells[names.indexOf(name)] : "");
      const stem = numberOf(cell("stem")), groep = cell("groep"), chosen = places.map(cell), samen = cell("samen"), join = cell("telt_bij");
      const before = faults.length;
      if (!stem) faults.push(row + "het nummer van het stembriefje ontbreekt.");
      if (!groupNames.has(groep)) faults.push(row + "groep ‘" + groep + "’ bestaat niet.");
      if (join && !groupNames.has(join)) faults.push(row + "groep ‘" + join + "’ bestaat niet.");
      if (!chosen[0]) faults.push(row + "de eerste keuze ontbreekt.");
      if (!chosen[1] && chosen[2]) faults.push(row + "er is een derde keuze maar geen tweede.");
      [...chosen, samen].forEach((theme, place) => {
        if (theme && !themeNames.has(theme)) faults.push(row + "thema ‘" + theme + "’ staat niet op de lijst.");
        if (theme && place < places.length && chosen.indexOf(theme) < place) faults.push(row + "thema ‘" + theme + "’ staat er twee keer.");
      });
      if (stem && seen.has(stem)) {
        const other = seen.get(stem);
        faults.push(row + "stembriefje " + stem + (other.groep === groep ? " staat ook op rij " : " zit in twee groepen; zie rij ") + other.row + ".");
      }
      if (stem) seen.set(stem, { groep, row: index + 2 });
      if (join) joins[groep] = join;
      if (faults.length === before) ballots.push({ stem, groep, keuzes: chosen.filter(Boolean), samen });
    });
    return { ballots, joins, faults };
  }

  /* ---- two laptops: what of a file stands here already under the same number, and under a letter */

  const content = (b) => JSON.stringify([b.groep, b.keuzes, b.samen || ""]);

  function compared(present, incoming, letter) {
    const here = new Map(present.map((b) => [b.stem, b]));
    const named = incoming.map((b) => ({ ...b, stem: letter + b.stem }));
    return {
      fresh: named.filter((b) => !here.has(b.stem)),
      equal: named.filter((b) => here.has(b.stem) && content(here.get(b.stem)) === content(b)),
      different: named.filter((b) => here.has(b.stem) && content(here.get(b.stem)) !== content(b)),
    };
  }

  /* What may be meant by a file; without one answer the page asks. Equal ballots of two people are two ballots. */
  function ways(present, incoming) {
    const plain = compared(present, incoming, "");
    const unsure = [...plain.equal, ...plain.different];
    if (!unsure.length || (!plain.different.length && unsure.every((b) => /^[A-Z]+\d/.test(b.stem)))) return { sure: plain, unsure };
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    const read = letters.map((letter) => ({ letter, ...compared(present, incoming, letter) })).filter((w) => w.equal.length && !w.different.length);
    const free = letters.find((letter) => !present.some((b) => b.stem.startsWith(letter))) || "ZZ";
    return { sure: null, unsure, plain, read, other: { letter: free, ...compared(present, incoming, free) } };
  }

  return { toCsv, parse, ways };
})();
