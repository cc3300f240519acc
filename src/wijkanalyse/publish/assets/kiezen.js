"use strict";
(function () {
  // A table of wijken that a reader puts in another order, or of which some rows are hidden. Without this it is a plain table.
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();
  const collator = new Intl.Collator("nl", { numeric: true, ignorePunctuation: true });
  const make = (name, text, more) => Object.assign(document.createElement(name), { textContent: text || "" }, more);

  document.querySelectorAll(".kiezen").forEach((box, number) => {
    const body = box.querySelector("tbody");
    const rows = Array.from(body.rows, (row) => {
      const where = row.querySelector(".gemeente");
      const gemeente = where ? where.textContent : "";
      return {
        row,
        gemeente,
        name: row.cells[0].textContent.slice(0, -gemeente.length || undefined).trim(),
        text: plain(row.cells[0].textContent),
        people: Number(row.cells[1].textContent.replaceAll(".", "")) || 0,
        themes: Array.from(row.querySelectorAll(".thema"), (theme) => theme.textContent),
        answers: Array.from(row.querySelectorAll(".antwoorden > span"), (answer) => answer.className),
      };
    });
    const unique = (values) => Array.from(new Set(values)).filter(Boolean).sort(collator.compare);
    const form = make("form", "", { className: "keuze" });
    const count = make("output", "");
    form.setAttribute("aria-label", "Wijken kiezen");
    form.addEventListener("submit", (event) => event.preventDefault());

    function field(label, control) {
      control.id = "keuze-" + number + "-" + form.children.length;
      const holder = make("p");
      holder.append(make("label", label, { htmlFor: control.id }), control);
      form.append(holder);
      return control;
    }
    function choice(label, options) {
      if (options.length < 2) return null;
      const select = make("select");
      options.forEach(([value, text]) => select.append(new Option(text, value)));
      return field(label, select);
    }
    const named = (first, values) => [["", first], ...values.map((value) => [value, value])];

    const search = field("Zoek", make("input", "", { type: "search", autocomplete: "off" }));
    const gemeenten = unique(rows.map((one) => one.gemeente));
    const gemeente = gemeenten.length > 1 ? choice("Gemeente", named("Alle gemeenten", gemeenten)) : null;
    const themes = unique(rows.flatMap((one) => one.themes));
    const theme = choice("Voorop", themes.length ? named("Alle thema’s", themes) : []);
    const questions = Array.from(box.querySelectorAll(".vragen > li"), (item) => item.textContent);
    const lacking = questions.map((text, n) => [String(n + 1), "Nog geen ja op " + (n + 1) + ": " + text]);
    const answer = choice("De tien vragen", lacking.length ? [["", "Alle wijken"], ["ja", "Ingevuld"], ...lacking] : []);
    const order = choice("Volgorde", [
      ["", "Naam"],
      ...(gemeente ? [["gemeente", "Gemeente"]] : []),
      ["meer", "Meeste inwoners eerst"],
      ["minder", "Minste inwoners eerst"],
    ]);
    form.append(count);

    const fits = (one) => {
      if (!plain(search.value).split(/\s+/).every((word) => one.text.includes(word))) return false;
      if (gemeente && gemeente.value && one.gemeente !== gemeente.value) return false;
      if (theme && theme.value && !one.themes.includes(theme.value)) return false;
      if (!answer || !answer.value) return true;
      if (!one.answers.length) return false;
      return answer.value === "ja" || one.answers[answer.value - 1] !== "ja";
    };
    const by = {
      "": () => 0,
      gemeente: (a, b) => collator.compare(a.gemeente, b.gemeente),
      meer: (a, b) => b.people - a.people,
      minder: (a, b) => a.people - b.people,
    };
    function show() {
      const first = by[order.value];
      const sorted = rows.slice().sort((a, b) => first(a, b) || collator.compare(a.name, b.name));
      body.append(...sorted.map((one) => one.row));
      let shown = 0;
      rows.forEach((one) => {
        const hit = fits(one);
        one.row.hidden = !hit;
        shown += hit;
      });
      count.textContent = shown + " van " + rows.length + " wijken";
    }
    form.addEventListener("change", show);
    let waiting;
    search.addEventListener("input", () => {
      clearTimeout(waiting); // a screen reader hears the count after the last letter, not after each
      waiting = setTimeout(show, 150);
    });
    count.textContent = rows.length + " wijken";
    box.prepend(form);
  });
})();
