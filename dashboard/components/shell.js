// What a page of the dashboard does to the browser it stands in. Belongs here: the document's language, the browser's
// history, getting ready for paper. Does not belong here: anything that draws or says something (the words come as data).

const PRINTING = "printing";
// Width of the text on an A4 page with the margins of page.css, in CSS pixels.
const PAPER_WIDTH = 703;
// Height of the same text, and the share of it that may stay empty before a figure that just does not fit.
const PAPER_HEIGHT = 1005;
const MOST_EMPTY = 0.3;
// How far a figure is made smaller to fit the rest of a page.
const SMALLEST = 0.6;
// A figure drawn for the whole width of a screen keeps so much of it and is made smaller: drawn anew at the width of the
// paper the figures of thirty columns would run into each other.
const WIDE = 1060;
const TABLE_HEADER = 35;
// Charts measure their new width, draw, and draw once more when their fonts have settled.
const REDRAWING = 900;
// Streamlit writes the next page's query under the old path and the new path with it a moment later.
const ONE_STEP = 800;

let words = {};

// A change of page from the script makes two entries in the browser's history: the old path with the new query, which
// shows nothing the reader ever saw, then the new path. The second takes the place of the first. The wall advances by
// itself and must not push the reader's own steps out of the history: there every entry takes the place of the last.
function keepHistoryShort() {
  if (history.pushState.isShort) return;
  const push = history.pushState.bind(history);
  let last = null;
  const short = (state, unused, url) => {
    const here = location.pathname;
    const target = new URL(url ?? location.href, location.href);
    const isStaying = target.pathname === here;
    const isDead =
      !isStaying && last?.path === here && last.search === target.search && performance.now() - last.at < ONE_STEP;
    if (isDead || (isStaying && here.endsWith("/wall"))) {
      history.replaceState(state, unused, url);
      last = null;
      return;
    }
    push(state, unused, url);
    last = isStaying ? { path: here, search: target.search, at: performance.now() } : null;
  };
  short.isShort = true;
  history.pushState = short;
}

function note(frame) {
  const scroller = frame.querySelector(".dvn-scroller");
  const rows = Number(frame.querySelector("table[role=grid]")?.getAttribute("aria-rowcount") ?? 0) - 1;
  if (!scroller || rows < 1 || scroller.scrollHeight <= scroller.clientHeight + 2) return;
  const height = (scroller.scrollHeight - TABLE_HEADER) / rows;
  const shown = Math.floor((scroller.clientHeight - TABLE_HEADER) / height);
  const line = document.createElement("p");
  line.className = "print-note";
  line.textContent = words.table.replace("{shown}", shown).replace("{total}", rows);
  frame.after(line);
}

function boxes(graph) {
  const found = [];
  for (let box = graph.parentElement; box && box.childElementCount <= 2; box = box.parentElement) {
    if (box.matches("[data-testid=stElementContainer]")) return [...found, box];
    found.push(box);
  }
  return [];
}

function shrink(graph, scale) {
  graph.style.zoom = String(scale);
  // The room kept for the figure at its own size would stay empty below it.
  for (const box of boxes(graph)) box.style.height = `${Math.ceil(graph.offsetHeight * scale)}px`;
}

// Follows the breaks of the pages: a figure that would leave much of a page empty is made small enough to stay on it.
function fillPages() {
  let pushed = 0;
  const start = document.body.getBoundingClientRect().top;
  for (const panel of document.querySelectorAll("[class*=st-key-panel-]:has(.js-plotly-plot)")) {
    const { top, height } = panel.getBoundingClientRect();
    const place = top - start + pushed;
    const room = PAPER_HEIGHT - (place % PAPER_HEIGHT);
    if (height <= room) continue;
    const graph = panel.querySelector(".js-plotly-plot");
    const drawn = graph.getBoundingClientRect().height;
    const scale = (drawn - (height - room) - 12) / drawn;
    if (room > PAPER_HEIGHT * MOST_EMPTY && scale >= SMALLEST) shrink(graph, scale * Number(graph.style.zoom || 1));
    else pushed += room;
  }
}

// Figures and tables are drawn for the width of the screen; one that is wider than the paper is made smaller as a whole.
function fit() {
  undo();
  document.documentElement.classList.add(PRINTING);
  for (const graph of document.querySelectorAll(".js-plotly-plot, [data-testid=stDataFrame]")) {
    const room = graph.parentElement.clientWidth || PAPER_WIDTH;
    const width = Math.max(graph.scrollWidth, graph.querySelector(".main-svg")?.clientWidth ?? 0);
    if (width > room + 1) shrink(graph, room / width);
    if (graph.matches("[data-testid=stDataFrame]")) note(graph);
  }
  fillPages();
}

function undo() {
  document.documentElement.classList.remove(PRINTING);
  for (const box of document.querySelectorAll(".print-wide")) box.classList.remove("print-wide");
  for (const graph of document.querySelectorAll(".js-plotly-plot, [data-testid=stDataFrame]")) {
    if (graph.style.zoom) for (const box of boxes(graph)) box.style.height = "";
    graph.style.zoom = "";
  }
  for (const line of document.querySelectorAll(".print-note")) line.remove();
}

// The figures get the time to be drawn anew at the width of the paper before the browser takes its picture.
function print() {
  // The sheet of the wall is laid out for its own size and only shown smaller.
  if (document.querySelector(".st-key-wall")) return window.print();
  const wide = [...document.querySelectorAll(".js-plotly-plot")].filter((graph) => graph.clientWidth > WIDE);
  document.documentElement.classList.add(PRINTING);
  for (const graph of wide) boxes(graph).at(-1)?.classList.add("print-wide");
  window.dispatchEvent(new Event("resize"));
  setTimeout(() => window.print(), REDRAWING);
}

function listen() {
  if (window.jixiaoPrint) return;
  window.jixiaoPrint = print;
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", () => {
    undo();
    window.dispatchEvent(new Event("resize"));
  });
  window.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "p") {
      event.preventDefault();
      print();
    }
  });
}

export default function ({ data }) {
  words = data.words;
  document.documentElement.lang = data.language;
  const skip = [...document.querySelectorAll("a")].find((link) => link.textContent === "Skip to main content");
  if (skip) skip.textContent = words.skip;
  keepHistoryShort();
  listen();
}
