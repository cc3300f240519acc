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

  /* ---- zip files: written without compression, read with what every browser has for it */

  const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  const crc32 = (bytes) => ~bytes.reduce((crc, byte) => crcTable[(crc ^ byte) & 255] ^ (crc >>> 8), -1) >>> 0;

  /* Fields of 2 or 4 bytes, the lowest byte first. */
  function packed(...fields) {
    return Uint8Array.from(fields.flatMap(([size, value]) => Array.from({ length: size }, (_, n) => (value >>> (8 * n)) & 255)));
  }

  function zip(files) {
    const parts = [], list = [];
    let offset = 0;
    for (const [name, text] of files) {
      const title = new TextEncoder().encode(name), content = new TextEncoder().encode(text), crc = crc32(content);
      const about = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 0x21], [4, crc], [4, content.length], [4, content.length], [2, title.length], [2, 0]];
      parts.push(packed([4, 0x04034b50], ...about), title, content);
      list.push(packed([4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), title);
      offset += 30 + title.length + content.length;
    }
    const size = list.reduce((sum, part) => sum + part.length, 0);
    const end = packed([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]);
    return new Blob([...parts, ...list, end]);
  }

  /* Name and text of each file; by the list at the end, which has the sizes whoever made it. */
  async function unzip(file) {
    const bytes = new DataView(await file.arrayBuffer());
    let at = bytes.byteLength - 22;
    while (at >= 0 && bytes.getUint32(at, true) !== 0x06054b50) at--;
    const number = bytes.getUint16(at + 10, true), found = [];
    let entry = bytes.getUint32(at + 16, true);
    for (let n = 0; n < number; n++) {
      const [method, size] = [bytes.getUint16(entry + 10, true), bytes.getUint32(entry + 20, true)];
      const [title, extra, remark] = [28, 30, 32].map((place) => bytes.getUint16(entry + place, true));
      const start = bytes.getUint32(entry + 42, true);
      const name = new TextDecoder().decode(new Uint8Array(bytes.buffer, entry + 46, title));
      const begin = start + 30 + bytes.getUint16(start + 26, true) + bytes.getUint16(start + 28, true);
      const stored = new Blob([new Uint8Array(bytes.buffer, begin, size)]);
      const content = method ? await new Response(stored.stream().pipeThrough(new DecompressionStream("deflate-raw"))).blob() : stored;
      if (!name.endsWith("/")) found.push([name.split("/").pop(), await textOf(content)]);
      entry += 46 + title + extra + remark;
    }
    return found;
  }

  function save(name, content, type) {
    const link = pagina.node("a", "", { download: name });
    link.href = URL.createObjectURL(new Blob([content], { type: type || "text/csv;charset=utf-8" }));
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  return { toCsv, cellsOf, textOf, zip, unzip, save };
})();
