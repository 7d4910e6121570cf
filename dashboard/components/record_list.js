// Draws records as one table. Belongs here: elements, and telling which row was opened. Does not belong here: what a row
// says (it comes as data, always set as text) and how the table looks (record_list.py).

function piece(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function fill(cell, said, open) {
  if (said.link) {
    const link = piece("a", "open", said.text);
    link.href = said.link;
    link.addEventListener("click", (event) => {
      // A click with a key opens a tab or window of its own, as everywhere.
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open();
    });
    cell.append(link);
    if (said.under) cell.append(piece("div", "grey", said.under));
    return;
  }
  const first = piece("span", said.tone, said.text);
  if (said.hint) {
    first.title = said.hint;
    first.setAttribute("aria-description", said.hint);
  }
  if (said.text) cell.append(first);
  if (said.unit) cell.append(" ", piece("span", "grey", said.unit));
  if (said.under) cell.append(piece("div", "grey", said.under));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector(".records");
  table.replaceChildren();
  table.setAttribute("aria-label", data.alt);
  const columns = document.createElement("colgroup");
  for (const width of data.widths) {
    const column = document.createElement("col");
    column.style.width = `${width}%`;
    columns.append(column);
  }
  const head = document.createElement("tr");
  data.heads.forEach((name, place) => {
    const cell = piece("th", data.figures.includes(place) ? "grey figure" : "grey", name);
    cell.scope = "col";
    head.append(cell);
  });
  const top = document.createElement("thead");
  top.append(head);
  const body = document.createElement("tbody");
  for (const cells of data.rows) {
    const row = document.createElement("tr");
    cells.forEach((said, place) => {
      const cell = document.createElement("td");
      if (data.figures.includes(place)) cell.className = "figure";
      fill(cell, said, () => setTriggerValue("opened", said.target));
      row.append(cell);
    });
    const targets = cells.filter((said) => said.link).map((said) => said.target);
    if (targets.length === 1) {
      row.className = "opens";
      row.addEventListener("click", (event) => {
        // Marking text to copy it is no click on the row.
        if (event.target.closest("a") || String(window.getSelection())) return;
        setTriggerValue("opened", targets[0]);
      });
    }
    body.append(row);
  }
  table.append(columns, top, body);
}
