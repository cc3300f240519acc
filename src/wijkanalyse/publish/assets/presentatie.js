"use strict";
(function () {
  const slides = Array.from(document.querySelectorAll(".dia"));
  const forward = new Set(["ArrowRight", "ArrowDown", "PageDown", " "]);
  const back = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);

  // The slide that fills most of the screen, also when someone scrolled by hand.
  function current() {
    const distances = slides.map((slide) => Math.abs(slide.getBoundingClientRect().top));
    return distances.indexOf(Math.min(...distances));
  }

  function show(number) {
    const slide = slides[Math.max(0, Math.min(slides.length - 1, number))];
    slide.scrollIntoView({ behavior: "instant", block: "start" });
    slide.focus({ preventScroll: true }); // a screen reader reads the slide that came
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    let to;
    if (forward.has(event.key)) to = current() + 1;
    else if (back.has(event.key)) to = current() - 1;
    else if (event.key === "Home") to = 0;
    else if (event.key === "End") to = slides.length - 1;
    else return;
    event.preventDefault();
    show(to);
  });
})();
