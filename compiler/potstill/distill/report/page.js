"use strict";
// The page is complete without this: it adds sorting, filtering, opening everything, and printing it open.
(() => {
  const make = (name, text, after) => {
    const made = document.createElement(name);
    made.textContent = text;
    after(made);
    return made;
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    const given = cell.dataset.key;
    return given === undefined ? cell.textContent.trim().toLowerCase() : Number(given);
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const label = head.textContent;
      head.textContent = "";
      const button = make("button", label, (made) => head.append(made));
      button.type = "button";
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].sort((one, other) => {
          const [first, second] = [key(one, column), key(other, column)];
          const order = first < second ? -1 : first > second ? 1 : 0;
          return down ? -order : order;
        });
        table.tBodies[0].append(...rows);
      });
    });
  }

  for (const place of document.querySelectorAll("[data-filter]")) {
    const items = () => document.querySelectorAll(place.dataset.filter);
    const input = make("input", "", (made) => place.append(made));
    input.type = "search";
    input.placeholder = "Filter";
    input.setAttribute("aria-label", place.dataset.label);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const item of items()) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    });
  }

  for (const place of document.querySelectorAll("[data-open]")) {
    const all = () => [...document.querySelectorAll(place.dataset.open)];
    const button = make("button", "Open or close all", (made) => place.append(made));
    button.type = "button";
    button.addEventListener("click", () => {
      const opening = all().some((one) => !one.open);
      for (const one of all()) one.open = opening;
    });
  }

  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.family:not([open]), details.family details:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
})();
