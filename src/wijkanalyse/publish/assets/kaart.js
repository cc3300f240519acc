"use strict";
(function () {
  // The theme of a map: each outline has a sign for every theme, after "t-". Without this the map shows the first.
  const make = (name, text, more) => Object.assign(document.createElement(name), { textContent: text || "" }, more);

  document.querySelectorAll(".themakaart").forEach((box, number) => {
    const drawing = box.querySelector("svg.kaart");
    const items = Array.from(box.querySelectorAll(".kaartwoorden > li"));
    const outlines = Array.from(drawing.querySelectorAll("path[class*='t-']"), (path) => ({
      path,
      signs: path.getAttribute("class").split("t-").pop(),
    }));
    const choice = make("fieldset", "", { className: "themakeuze" });
    choice.append(make("legend", "Thema op de kaart"));

    function show(chosen) {
      outlines.forEach(({ path, signs }) => path.setAttribute("class", "stand-" + signs[chosen]));
      items.forEach((item, n) => { item.hidden = n !== chosen; });
      drawing.setAttribute("aria-label", "Kaart per wijk. " + items[chosen].textContent);
    }
    items.forEach((item, n) => {
      const label = make("label");
      const radio = make("input", "", { type: "radio", name: "thema-" + number, checked: n === 0 });
      radio.addEventListener("change", () => show(n));
      label.append(radio, item.querySelector("strong").textContent);
      choice.append(label);
    });
    box.querySelector(".kaartwoorden").setAttribute("aria-live", "polite");
    box.querySelector("figure").before(choice);
    show(0);
  });
})();
