"use strict";
/* Files as the package reads and writes them: semicolons, a byte order mark, and no text that Excel takes for a formula. */
const bestanden = (() => {
  const formula = /^[=+\-@\t\r]/;
  const number = /^[+-]?\d+(?:[.,]\d+)?\s?%?$/;

  /* An apostrophe in front, which the package takes off again. */
  const harmless = (text) => (formula.test(text) && !number.test(text) ? "'" + text : text);
  const meant = (text) => (text[0] === "'" && formula.test(text.slice(1)) ? text.slice(1) : text);
  const quoted = (text) => (/[";\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text);

  const toCsv = (columns, rows) =>
    "\ufeff" + [columns, ...rows].map((cells) => cells.map(harmless).map(quoted).join(";")).join("\n") + "\n";

  /* Semicolons, tabs or commas: whichever stands most in the first line that has any. */
  function separatorOf(text) {
    const line = text.split(/\r?\n/).find((l) => /[;,\t]/.test(l)) || "";
    const marks = [";", "\t", ","].map((mark) => [line.split(mark).length, mark]);
    return marks.reduce((most, one) => (one[0] > most[0] ? one : most))[1];
  }

  /* The cells of a file, row by row, stripped; empty rows stay, so that row numbers are those of a spreadsheet. */
  function cellsOf(text) {
    const clean = text.replace(/^\ufeff/, "");
    const separator = separatorOf(clean);
    const rows = [[""]];
    let inside = false;
    for (let i = 0; i < clean.length; i++) {
      const row = rows[rows.length - 1];
      const c = clean[i];
      if (inside) {
        if (c !== '"') row[row.length - 1] += c;
        else if (clean[i + 1] === '"') { row[row.length - 1] += '"'; i++; }
        else inside = false;
      } else if (c === '"' && !row[row.length - 1].trim()) { row[row.length - 1] = ""; inside = true; }
      else if (c === separator) row.push("");
      else if (c === "\n") rows.push([""]);
      else if (c !== "\r") row[row.length - 1] += c;
    }
    return rows.map((row) => row.map((cell) => meant(cell.trim())));
  }

  /* The text of a file that may have been saved by an older Excel: UTF-8, else Windows (ANSI). */
  async function textOf(file) {
    const bytes = await file.arrayBuffer();
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
      return new TextDecoder("windows-1252").decode(bytes);
    }
  }

  function save(name, content, type) {
    const link = pagina.node("a", "", { download: name });
    link.href = URL.createObjectURL(new Blob([content], { type: type || "text/csv;charset=utf-8" }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  return { toCsv, cellsOf, textOf, save };
})();
