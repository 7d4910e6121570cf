// The frame of the wall: makes the slide fill the screen, turns the slides and takes the keyboard. Belongs here: size,
// time, keys, full screen. Does not belong here: what a slide shows, words (they come as data), which slide is next.

const WIDTH = 1920;
const HEIGHT = 1080;
const SETTLING = 250;
const KEYS = {
  ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous", Home: "first", End: "last",
  " ": "pause", Escape: "exit", f: "full", F: "full",
};

// A slide is laid out on a sheet of 1920 × 1080 and shown at the size of the screen. One with more on it makes the sheet
// longer and is shown smaller, so that nothing has to be scrolled and nothing is cut.
function fill() {
  const sheet = document.querySelector(".st-key-wall");
  if (!sheet) return;
  const scale = Math.min(innerWidth / WIDTH, innerHeight / Math.max(HEIGHT, sheet.scrollHeight));
  sheet.style.transform = `translateX(${(innerWidth - WIDTH * scale) / 2}px) scale(${scale})`;
  sheet.dataset.filled = "true";
}

// The parts of a slide come one after the other. Until the last has come the sheet is hidden and stands at its own size:
// charts measure the size they are shown at, not the size they are laid out at, and would come out too small. The paper
// behind the sheet stays, so nothing flashes.
function watch() {
  const sheet = document.querySelector(".st-key-wall");
  if (!sheet) return () => {};
  let timer = 0;
  const again = () => {
    delete sheet.dataset.filled;
    sheet.style.transform = "none";
    clearTimeout(timer);
    timer = setTimeout(fill, SETTLING);
  };
  const changes = new MutationObserver(again);
  changes.observe(sheet, { childList: true, subtree: true });
  again();
  return () => {
    clearTimeout(timer);
    changes.disconnect();
  };
}

function toggleFull() {
  // Refused without a key or click of the reader's own; the wall then stays in the window.
  const changed = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  changed.catch((reason) => console.info("full screen refused", reason));
}

export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector("div");
  const state = (bar.wall ??= { isPaused: false, timer: 0 });
  const act = (what) => {
    if (what === "full") return toggleFull();
    if (what === "pause") {
      state.isPaused = !state.isPaused;
      return arm();
    }
    if (what === "exit" && document.fullscreenElement) document.exitFullscreen();
    return setTriggerValue("step", what);
  };
  const arm = () => {
    clearTimeout(state.timer);
    if (!state.isPaused) state.timer = setTimeout(() => act("next"), data.seconds * 1000);
    const pause = bar.querySelector("[data-act=pause]");
    const label = state.isPaused ? data.labels.resume : data.labels.pause;
    pause.textContent = state.isPaused ? "▶" : "❚❚";
    pause.title = label;
    pause.setAttribute("aria-label", label);
    pause.setAttribute("aria-pressed", String(state.isPaused));
  };
  for (const button of bar.querySelectorAll("button")) {
    const what = button.dataset.act;
    if (what !== "pause") {
      button.title = data.labels[what];
      button.setAttribute("aria-label", data.labels[what]);
    }
    button.onclick = () => act(what);
  }
  const pace = bar.querySelector("select");
  pace.setAttribute("aria-label", data.labels.pace);
  pace.replaceChildren(...data.paces.map(([value, label]) => new Option(label, value, false, value === data.seconds)));
  pace.onchange = () => setTriggerValue("step", `pace:${pace.value}`);
  bar.querySelector("span").textContent = data.place;

  if (!state.isListening) {
    state.isListening = true;
    // A click on 大屏 still counts as the reader's wish for a moment.
    if (navigator.userActivation?.isActive && !document.fullscreenElement) toggleFull();
  }
  state.keys?.abort();
  state.keys = new AbortController();
  const options = { signal: state.keys.signal };
  window.addEventListener("keydown", (event) => {
    const inField = event.composedPath().some((node) => ["SELECT", "INPUT", "BUTTON"].includes(node.tagName));
    const what = KEYS[event.key];
    if (!what || event.ctrlKey || event.metaKey || event.altKey) return;
    if (inField && (event.key === " " || event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    act(what);
  }, options);
  window.addEventListener("resize", fill, options);
  state.forget?.();
  state.forget = watch();
  arm();
  return () => {
    clearTimeout(state.timer);
    state.keys.abort();
    state.forget();
  };
}
