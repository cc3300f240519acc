"use strict";
/* What every page that people fill in needs of a page. */
const pagina = (() => {
  const byId = (id) => document.getElementById(id);

  /* Everything is put in as text, never as HTML: names come from files that people filled in. */
  function node(tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    return made;
  }

  /* What the package gave this page to work with. */
  const facts = JSON.parse(byId("gegevens").textContent);

  return { byId, node, facts };
})();
