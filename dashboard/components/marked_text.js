// A document with marked stretches. Belongs here: elements, showing the current ones, telling which row was clicked.
// Does not belong here: what is marked (it comes as data; text is always set as text) and the look (marked_text.py).

export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".marked");
  box.setAttribute("aria-label", data.alt);
  box.replaceChildren();
  let at = 0;
  let first = null;
  for (const [start, end, row] of data.spans) {
    if (start < at) continue;
    box.append(data.text.slice(at, start));
    const mark = document.createElement("mark");
    mark.textContent = data.text.slice(start, end);
    if (row === data.current) {
      mark.className = "current";
      first ??= mark;
    }
    mark.addEventListener("click", () => setTriggerValue("picked", row));
    box.append(mark);
    at = end;
  }
  box.append(data.text.slice(at));
  // Only the box scrolls: the page stays where the reader left it.
  if (first) box.scrollTop = Math.max(0, first.offsetTop - box.offsetTop - box.clientHeight / 3);
}
