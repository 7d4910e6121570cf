// Saves the figure of a panel as SVG or PNG, drawn by the reader's own browser: no browser on the server, no request
// to any other machine. Belongs here: turning the drawn Plotly layers into one file with its title, caption and source
// line. Does not belong here: what those lines say (they come as data) and how the figure looks.

const SVG = "http://www.w3.org/2000/svg";
const FAMILY = "Noto Sans SC";
const FONT_STACK = `"${FAMILY}", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif`;
const MARGIN = 24;
const PNG_SCALE = 3;

// Read once a page: each file is about a megabyte.
const fonts = new Map();

function fontAsDataUrl(path) {
  if (!fonts.has(path)) {
    // Relative to the page, like the theme's own font faces, so that a base path is kept.
    const loading = fetch(new URL(path, document.baseURI)).then(async (answer) => {
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      const blob = await answer.blob();
      return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result).replace(/^data:[^;,]*/, "data:font/woff2"));
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(blob);
      });
    });
    // A failed attempt must not stay: the next click tries again.
    loading.catch(() => fonts.delete(path));
    fonts.set(path, loading);
  }
  return fonts.get(path);
}

// Lines no wider than `width`: Chinese breaks anywhere, Latin words and numbers stay whole, closing punctuation never
// begins a line.
function wrap(pen, text, width) {
  const pieces = text.match(/[A-Za-z0-9.,%+\-−–/]+|\s|[^\s]/gu) ?? [];
  const lines = [];
  let line = "";
  for (const piece of pieces) {
    const isClosing = /^[，。；：、！？）」』”’%]$/u.test(piece);
    if (line && !isClosing && pen.measureText(line + piece).width > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else {
      line += piece;
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}

function element(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  if (text !== undefined) node.textContent = text;
  return node;
}

async function draw(data) {
  const graph = document.querySelector(`.st-key-${CSS.escape(data.panel)} .js-plotly-plot`);
  if (!graph) throw new Error(`no figure in ${data.panel}`);
  const faces = await Promise.all(data.fonts.map(async (font) => ({ ...font, url: await fontAsDataUrl(font.path) })));
  const page = getComputedStyle(document.querySelector('[data-testid="stApp"]'));
  const { width, height } = graph.getBoundingClientRect();

  const pen = document.createElement("canvas").getContext("2d");
  const blocks = [
    { texts: [data.title], size: 16, weight: 700, leading: 24, opacity: 1 },
    { texts: data.caption ? [data.caption] : [], size: 12.5, weight: 400, leading: 19, opacity: 0.75 },
    { isFigure: true },
    { texts: data.footer, size: 11.5, weight: 400, leading: 18, opacity: 0.75 },
  ];
  for (const face of faces) await document.fonts.load(`${face.weight} 16px "${FAMILY}"`, data.title);

  const root = element("svg", { xmlns: SVG, "font-family": FONT_STACK });
  root.append(element("title", {}, data.title), element("desc", {}, data.alt));
  const style = faces
    .map((f) => `@font-face{font-family:"${FAMILY}";font-weight:${f.weight};src:url(${f.url}) format("woff2")}`)
    .join("");
  // The family is forced on every text: a viewer without it must not fall back to boxes.
  root.append(element("style", {}, `${style}text,tspan{font-family:${FONT_STACK}!important}`));
  const ground = element("rect", { width: "100%", height: "100%", fill: page.backgroundColor });
  root.append(ground);

  let y = MARGIN;
  for (const block of blocks) {
    if (block.isFigure) {
      y += 10;
      for (const layer of graph.querySelectorAll(".main-svg")) {
        const copy = layer.cloneNode(true);
        copy.removeAttribute("style");
        copy.removeAttribute("class");
        for (const [name, value] of Object.entries({ x: MARGIN, y, width, height })) copy.setAttribute(name, value);
        for (const passing of copy.querySelectorAll(".hoverlayer, .zoomlayer, .modebar-container")) passing.remove();
        root.append(copy);
      }
      y += height + 10;
      continue;
    }
    pen.font = `${block.weight} ${block.size}px ${FONT_STACK}`;
    for (const text of block.texts) {
      for (const line of wrap(pen, text, width)) {
        const attributes = { x: MARGIN, y: y + block.size, "font-size": block.size, "font-weight": block.weight };
        root.append(element("text", { ...attributes, fill: page.color, "fill-opacity": block.opacity }, line));
        y += block.leading;
      }
    }
  }
  const size = { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(y + MARGIN - 6) };
  for (const [name, value] of Object.entries({ ...size, viewBox: `0 0 ${size.width} ${size.height}` })) {
    root.setAttribute(name, value);
  }
  const text = new XMLSerializer().serializeToString(root);
  return { ...size, blob: new Blob([text], { type: "image/svg+xml" }) };
}

async function paint({ blob, width, height }) {
  const url = URL.createObjectURL(blob);
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((png) => (png ? resolve(png) : reject(new Error("no picture"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

function save(blob, name) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  // Later, so that a slow disk has begun to read.
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60000);
}

export default function ({ data, parentElement }) {
  const status = parentElement.querySelector("[role=status]");
  for (const button of parentElement.querySelectorAll("button")) {
    const format = button.dataset.format;
    button.textContent = data.labels[format];
    button.onclick = async () => {
      button.disabled = true;
      status.textContent = data.labels.working;
      try {
        const drawing = await draw(data);
        save(format === "svg" ? drawing.blob : await paint(drawing), `${data.file_stem}.${format}`);
        status.textContent = "";
      } catch (error) {
        console.error(error);
        status.textContent = data.labels.failed;
      } finally {
        button.disabled = false;
      }
    };
  }
}
