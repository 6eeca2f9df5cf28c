"use strict";
// Every text comes from outside: it goes into the page by textContent alone.
const SPEEDS = [0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const EARLY = 0.01; // seconds that a place may be missed by rounding
const [WIDTH, MIDDLE, LOW, HIGH] = [1200, 42, 138, 94]; // of the picture: waveform, and the band of the loudness
const [SILENT, PER_LU] = [-70, 3]; // as tools/picture.py writes loudness
const [QUIET, LOUD] = [-40, -10]; // LUFS that are drawn

const at = (id) => document.getElementById(id);
const audio = at("audio");
const chapters = JSON.parse(at("times").textContent).map(([start, seconds]) => ({ start, seconds }));
const blocks = document.querySelectorAll("script.chapter");
const links = document.querySelectorAll("#chapters a");
let shown = -1; // number of the chapter that is open
let chapter; // what its block holds
let spans = [];
let now = -1; // number of the sentence that is heard
let frame = 0; // the next look at the time

const clock = (seconds) => {
  const all = Math.max(0, Math.floor(seconds + EARLY));
  const two = (n) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
};

// The number of the last start that is not behind `time`; -1 where all are.
function last(starts, time) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
const bounds = chapters.map((one) => one.start);

function openChapter(number) {
  shown = number;
  chapter = JSON.parse(blocks[number].textContent);
  let sum = 0;
  chapter.starts = chapter.times.map((step) => (sum += step) / 1000);
  now = -1;
  spans = [];
  const text = document.createDocumentFragment();
  for (const [kind, count, language] of chapter.paragraphs) text.append(paragraph(kind, count, language));
  at("text").replaceChildren(text);
  at("text").scrollTop = 0;
  for (const [n, link] of links.entries()) {
    if (n === number) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const list = at("chapters");
  list.scrollTop += links[number].getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
  const title = links[number].querySelector("bdi").textContent;
  at("chapter").textContent = `Chapter ${number + 1} of ${chapters.length}: ${title}`;
  at("position").max = chapters[number].seconds;
  draw();
}

function paragraph(kind, count, language) {
  const made = document.createElement(["title", "heading"].includes(kind) ? "h3" : "p");
  made.dir = "auto";
  if (kind === "verse") made.className = kind;
  if (language) made.lang = language;
  for (let n = 0; n < count; n++) {
    const span = document.createElement("span");
    span.textContent = chapter.sentences[spans.length];
    span.dataset.number = spans.length;
    spans.push(span);
    if (n) made.append(" ");
    made.append(span);
  }
  return made;
}

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

function draw() {
  const peaks = bytes(chapter.peaks);
  const wide = WIDTH / peaks.length;
  const [width, half] = [wide.toFixed(2), MIDDLE / 255];
  at("peaks").setAttribute("d", [...peaks].map((peak, n) => {
    const tall = Math.max(0.5, peak * half);
    return `M${(n * wide).toFixed(2)} ${(MIDDLE - tall).toFixed(1)}h${width}v${(2 * tall).toFixed(1)}h-${width}z`;
  }).join(""));
  const height = (lufs) => (LOW - ((Math.max(QUIET, Math.min(LOUD, lufs)) - QUIET) / (LOUD - QUIET)) * (LOW - HIGH)).toFixed(1);
  const line = [...bytes(chapter.levels)].map((value, n) => `${((n + 0.5) * wide).toFixed(2)} ${height(SILENT + value / PER_LU)}`);
  at("loudness").setAttribute("d", line.length ? `M${line.join("L")}` : "");
  const aim = height(chapter.loudness ?? SILENT);
  at("aim").setAttribute("y1", aim);
  at("aim").setAttribute("y2", aim);
  at("level").textContent = chapter.loudness === null ? "" : `; dashed: ${chapter.loudness.toFixed(1).replace("-", "−")} LUFS over the chapter`;
}

function mark(number) {
  spans[now]?.classList.remove("now");
  spans[now]?.removeAttribute("aria-current");
  now = number;
  spans[now]?.classList.add("now");
  spans[now]?.setAttribute("aria-current", "true");
  follow();
}

function follow() {
  if (!at("follow").checked || !spans[now]) return;
  const [box, place] = [at("text"), spans[now].getBoundingClientRect()];
  const top = place.top - box.getBoundingClientRect().top;
  if (top >= 0 && top + place.height <= box.clientHeight * 0.7) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  box.scrollTo({ top: box.scrollTop + top - box.clientHeight / 4, behavior: calm ? "instant" : "smooth" });
}

// Show the place that is heard.
function update() {
  const time = audio.currentTime;
  const number = Math.max(0, last(bounds, time + EARLY));
  if (number !== shown) openChapter(number);
  const inside = Math.max(0, time - chapters[shown].start);
  const heard = last(chapter.starts, inside + EARLY);
  if (heard !== now) mark(heard);
  const x = Math.min(WIDTH, (inside / chapters[shown].seconds) * WIDTH).toFixed(2);
  at("played").setAttribute("width", x);
  at("cursor").setAttribute("x1", x);
  at("cursor").setAttribute("x2", x);
  const end = chapters.at(-1);
  const says = `${clock(inside)} of ${clock(chapters[shown].seconds)}, ${clock(time)} of ${clock(end.start + end.seconds)} in the book`;
  if (at("clock").textContent === says) return;
  at("clock").textContent = says;
  at("position").value = inside;
  at("position").setAttribute("aria-valuetext", `${clock(inside)} of ${clock(chapters[shown].seconds)}`);
}

function tick() {
  update();
  cancelAnimationFrame(frame);
  if (!audio.paused) frame = requestAnimationFrame(tick);
}

function play() {
  audio.play().catch((error) => {
    if (error.name !== "NotAllowedError" && error.name !== "AbortError") trouble();
  });
}

function trouble() {
  at("trouble").textContent = `${decodeURIComponent(audio.getAttribute("src").slice(2))} cannot be played: it has to stand beside this page, and the browser has to know AAC.`;
}

// Go to a sentence of a chapter, both from 0; -1 is the beginning of the chapter, what is too far its last one.
function go(number, sentence) {
  const to = Math.max(0, Math.min(chapters.length - 1, number));
  if (to !== shown) openChapter(to);
  audio.currentTime = chapters[to].start + (chapter.starts[Math.min(sentence, spans.length - 1)] ?? 0);
  at("follow").checked = true;
  update();
}

function step(by) {
  const to = now + by;
  if (to < 0 && shown > 0) go(shown - 1, Infinity);
  else if (to >= spans.length && shown + 1 < chapters.length) go(shown + 1, 0);
  else go(shown, Math.max(0, Math.min(spans.length - 1, to)));
}

function chapterStep(by) {
  // Back from inside a chapter is to its beginning, as players do.
  const inside = audio.currentTime - chapters[shown].start > 3;
  go(by < 0 && inside ? shown : shown + by, -1);
}

function speedStep(by) {
  const list = at("speed");
  list.selectedIndex = Math.max(0, Math.min(SPEEDS.length - 1, list.selectedIndex + by));
  audio.playbackRate = Number(list.value);
}

const PLACE = /^#(\d+)(?::(\d+))?$/;
function goToPlace(hash) {
  const found = PLACE.exec(hash);
  if (found) go(Number(found[1]) - 1, found[2] ? Number(found[2]) - 1 : -1);
  return Boolean(found);
}

const toggle = () => (audio.paused ? play() : audio.pause());

const KEYS = {
  " ": toggle,
  ArrowLeft: () => step(-1),
  ArrowRight: () => step(1),
  "shift ArrowLeft": () => chapterStep(-1),
  "shift ArrowRight": () => chapterStep(1),
  "shift ArrowUp": () => speedStep(1),
  "shift ArrowDown": () => speedStep(-1),
};
document.addEventListener("keydown", (event) => {
  const action = KEYS[(event.shiftKey ? "shift " : "") + event.key];
  const own = event.key === " " ? "input, select, button, summary, audio" : "input, select, audio";
  if (!action || event.ctrlKey || event.altKey || event.metaKey || event.target.closest(own)) return;
  event.preventDefault();
  action();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (link && goToPlace(link.hash)) play();
});
at("text").addEventListener("click", (event) => {
  const span = event.target.closest("span");
  if (!span || !getSelection().isCollapsed) return; // who marks text does not want to hear it
  go(shown, Number(span.dataset.number));
  play();
});
const SCROLLS = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
const letGo = () => { at("follow").checked = false; };
for (const name of ["wheel", "touchmove"]) at("text").addEventListener(name, letGo, { passive: true });
at("text").addEventListener("keydown", (event) => { if (!event.shiftKey && SCROLLS.includes(event.key)) letGo(); });
at("text").addEventListener("pointerdown", (event) => { if (event.target === at("text")) letGo(); }); // its scroll bar
at("follow").addEventListener("change", follow);
at("play").addEventListener("click", toggle);
for (const [id, action, by] of [["back", step, -1], ["on", step, 1], ["chapter-back", chapterStep, -1], ["chapter-on", chapterStep, 1]])
  at(id).addEventListener("click", () => action(by));
const goInside = (seconds) => {
  audio.currentTime = chapters[shown].start + seconds;
  update();
};
at("position").addEventListener("input", () => goInside(Number(at("position").value)));
at("wave").addEventListener("pointerdown", (event) => {
  const box = at("wave").getBoundingClientRect();
  goInside(Math.max(0, Math.min(0.999, (event.clientX - box.left) / box.width)) * chapters[shown].seconds);
});
at("speed").append(...SPEEDS.map((speed) => new Option(`${speed} ×`, speed, speed === 1, speed === 1)));
at("speed").addEventListener("change", () => { audio.playbackRate = Number(at("speed").value); });
audio.addEventListener("play", () => { at("play").textContent = "Pause"; tick(); });
audio.addEventListener("pause", () => {
  at("play").textContent = "Play";
  history.replaceState(null, "", `#${shown + 1}:${now + 1}`); // a reload goes on here
});
for (const name of ["seeked", "timeupdate", "loadedmetadata"]) audio.addEventListener(name, update);
audio.addEventListener("ratechange", () => {
  const place = SPEEDS.indexOf(audio.playbackRate);
  if (place >= 0) at("speed").selectedIndex = place;
});
audio.addEventListener("error", trouble);
window.addEventListener("popstate", () => goToPlace(location.hash));
if (audio.error) trouble();
at("scripted").hidden = false;
if (!goToPlace(location.hash)) update();
