// The chat page with a script: sends without leaving the page, hears answers as they come, keeps what could not be sent.
// Rule: nothing is ever parsed as markup; every node is made by hand, so no word of anybody can become code.
// Written for browsers from 2018 on; older ones use the plain forms.

const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const page = $("page"), list = $("list"), log = $("log"), text = $("text"), status = $("status"), below = $("below");
const QUIET = Number(page.dataset.quiet) * 1000;
const skew = Number(page.dataset.now) - Date.now();

let words = JSON.parse(page.dataset.words);
let state = page.dataset.state;
let last = Number(page.dataset.last), erased = Number(page.dataset.erased);
let locale = root.lang;
let alive = Date.now(), told = Date.now(), unseen = false;

const make = (tag, name, content) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (content) node.textContent = content;
  return node;
};
const sleepers = new Set();
const wake = () => { for (const done of sleepers) done(); };
const pause = (ms) => new Promise((resolve) => {
  const done = () => { clearTimeout(timer); sleepers.delete(done); resolve(); };
  const timer = setTimeout(done, ms);
  sleepers.add(done);
});
const freshId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
const say = (words) => { status.textContent = words; };

// -- what is seen -------------------------------------------------------------------------------------------------

function go(next) {
  state = next;
  for (const name of ["start", "cover", "talk"]) $(name).hidden = name !== next;
  page.dataset.state = next;
}

function clear(upto) {
  for (const li of Array.from(list.children)) if (!(Number(li.dataset.n) > upto)) li.remove();
}

function cover(fresh) {
  if (fresh) $("fresh").hidden = false;
  if (state !== "talk") return;
  clear(Infinity);
  go("cover");
  say("");
}

function uncover() {
  $("fresh").hidden = true;
  alive = told = Date.now();
  go("talk");
  log.focus({ preventScroll: true });
}

function link(words, target) {
  const a = make("a", target.startsWith("tel:") ? "tel" : "out", words);
  a.dir = "ltr";
  a.href = target;
  if (a.className === "out") { a.target = "_blank"; a.rel = "noreferrer noopener"; }
  return a;
}

function choices(message) {
  const box = make("div", "choices");
  if (message.place !== null) {
    const button = make("button", "share", message.place || words.share);
    button.type = "button";
    button.dir = "auto";
    button.hidden = !canLocate;
    box.append(button);
  }
  for (const [label, tap, ticked] of message.buttons) {
    const button = make("button", "", label);
    button.name = "tap";
    button.value = tap;
    button.dir = "auto";
    if (ticked) button.setAttribute("aria-pressed", "true");
    box.append(button);
  }
  return box;
}

function bubble(message) {
  const li = make("li", message.kind);
  li.dataset.id = message.id;
  li.dataset.at = message.at;
  if (message.n) li.dataset.n = message.n;
  if (message.locale) li.lang = message.locale;
  const human = message.kind === "operator";
  const who = make("span", human ? "who" : "quiet", human ? words.consultant : message.kind === "person" ? words.you : words.us);
  who.lang = locale;
  const p = make("p", "words");
  p.dir = "auto";
  for (const [words, target] of message.pieces) p.append(target ? link(words, target) : words);
  li.append(who, p);
  if (message.buttons.length || message.place !== null) li.append(choices(message));
  return li;
}

function place(li) {
  let after = null;
  for (let node = list.lastElementChild; node && Number(node.dataset.at) > Number(li.dataset.at); node = node.previousElementSibling) after = node;
  list.insertBefore(li, after);
}

// Buttons stand only under what came after the person's last word.
function tidy() {
  let spoken = false;
  for (let li = list.lastElementChild; li; li = li.previousElementSibling) {
    spoken = spoken || li.className.startsWith("person");
    const box = li.querySelector(".choices");
    if (spoken && box) box.remove();
  }
}

const atEnd = () => root.scrollHeight - window.innerHeight - window.scrollY < 120;

function reveal(first) {
  const end = list.lastElementChild;
  if (!end) return;
  const tall = end.getBoundingClientRect().bottom - first.getBoundingClientRect().top > window.innerHeight * 0.6;
  if (tall) first.scrollIntoView({ block: "start" });
  else window.scrollTo(0, root.scrollHeight);
}

function take(news) {
  if (news.words) relabel(news);
  if (news.erased > erased) clear(erased = news.erased);
  for (const li of Array.from(list.children)) if (news.gone.includes(Number(li.dataset.n))) li.remove();
  last = Math.max(last, news.last);
  if (news.state === "start") { clear(Infinity); last = erased = 0; hush(); go("start"); return; }
  if (news.state === "cover") { cover(news.fresh); return; }
  const follow = atEnd();
  let first = null;
  for (const message of news.messages) {
    const known = Array.from(list.children).find((li) => li.dataset.id === message.id);
    if (known) {
      known.dataset.n = message.n;
      known.dataset.at = message.at;
      settle(known);
      continue;
    }
    const li = bubble(message);
    place(li);
    first = first || li;
    unseen = unseen || message.kind === "operator";
  }
  tidy();
  if (first && state === "cover") $("fresh").hidden = false;
  if (first && follow) reveal(first);
  else if (first) below.hidden = false;
  lookedAt();
}

function relabel(news) {
  words = news.words;
  locale = root.lang = news.locale;
  root.dir = news.dir;
  for (const node of document.querySelectorAll("[data-w]")) node.textContent = words[node.dataset.w];
  for (const node of document.querySelectorAll("[data-l]")) node.setAttribute("aria-label", words[node.dataset.l]);
  for (const node of document.querySelectorAll("[data-p]")) node.placeholder = words[node.dataset.p];
  for (const node of document.querySelectorAll("input[name=locale]")) node.value = locale;
  document.querySelector("#cover [name=text]").value = words["go-on"];
}

// -- speaking: one at a time, each with its own id, again and again until it is accepted ------------------------------

const queue = [];
let busy = false;

async function post(path, fields) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20000);
  try {
    return await fetch(path, {
      method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" },
      credentials: "same-origin", redirect: "error", signal: stop.signal,
    });
  } catch (lost) {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function way(li, words, stuck) {
  let line = li.querySelector(".way");
  if (!line) li.append(line = make("span", "way"));
  line.textContent = words;
  li.classList.toggle("unsent", stuck);
}

function settle(li) {
  const line = li.querySelector(".way");
  if (line) line.remove();
  li.classList.remove("unsent");
}

function speak(fields, label) {
  const item = { fields: Object.assign({ id: freshId(), locale }, fields), li: null, again: 0 };
  if (label) {
    item.li = bubble({ id: item.fields.id, kind: "person", at: Date.now() + skew, pieces: [[label, ""]], buttons: [], place: null });
    way(item.li, words.sending, false);
    list.append(item.li);
    tidy();
    reveal(item.li);
  }
  alive = Date.now();
  queue.push(item);
  pump();
}

async function pump() {
  if (busy) return;
  busy = true;
  let wait = 1000;
  while (queue.length) {
    const item = queue[0];
    if (item.li) item.li.dataset.at = Date.now() + skew;
    const answer = await post("/chat", item.fields);
    if (answer && answer.ok) {
      queue.shift();
      if (item.li) settle(item.li);
      if (item.fields.start) uncover();
      wait = 1000;
      say("");
      delay = 1000;
      wake();
      hear();
      continue;
    }
    if (answer && answer.status === 409 && item.again++ < 2) continue;
    const said = answer ? await answer.json().then((news) => news.note, () => "") : "";
    if (answer && answer.status < 500 && answer.status !== 429) {
      queue.shift();
      giveBack(item, said);
      continue;
    }
    if (item.li) way(item.li, words.unsent, true);
    say(said && item.fields.start ? said : answer ? "" : words.lost);
    await pause(Math.max(wait, answer ? Number(answer.headers.get("Retry-After")) * 1000 || 0 : 0) * (1 + Math.random() / 4));
    wait = Math.min(wait * 2, 20000);
  }
  for (const button of document.querySelectorAll("#start button, #cover button")) button.disabled = false;
  busy = false;
}

function giveBack(item, said) {
  if (item.li) item.li.remove();
  if (item.fields.text && !text.value) text.value = item.fields.text;
  say(said);
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return;
  text.value = "";
  speak({ text: words }, words);
  text.focus();
});
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!event.ctrlKey && !event.metaKey && !window.matchMedia("(pointer: fine)").matches) return;
  event.preventDefault();
  $("composer").querySelector("button").click();
});
document.querySelector("#start form").addEventListener("submit", (event) => {
  event.preventDefault();
  event.target.querySelector("button").disabled = true;
  speak({ start: "1" }, "");
});
document.querySelector("#cover form").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = event.target.querySelector("button").value;
  uncover();
  speak({ text: words }, words);
});
log.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  if (button.name === "tap") { speak({ tap: button.value }, button.textContent); log.focus({ preventScroll: true }); }
  else locate(button);
});
for (const a of document.querySelectorAll("nav a")) a.addEventListener("click", (event) => {
  event.preventDefault();
  location.replace(a.href);
});

const canLocate = Boolean(navigator.geolocation) && window.isSecureContext;
for (const button of document.querySelectorAll(".share")) button.hidden = !canLocate;

function locate(button) {
  button.disabled = true;
  say(words.locating);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => { say(""); speak({ lat: coords.latitude.toFixed(5), lon: coords.longitude.toFixed(5) }, words.shared); },
    () => { button.disabled = false; say(words.refused); },
    { timeout: 20000, maximumAge: 60000 },
  );
}

// -- hearing: a stream where it works, asking again where it does not ----------------------------------------------

let stream = null, misses = 0, delay = 1000, watch = 0, asking = false, lost = false;

const address = (path) => `/chat/${path}?after=${last}&locale=${encodeURIComponent(locale)}`;

function hush() {
  clearTimeout(watch);
  if (stream) stream.close();
  stream = null;
}

function online(now) {
  if (lost === !now) return;
  lost = !now;
  say(lost ? words.lost : words.back);
  if (now) pump();
}

function hear() {
  if (stream || asking || state === "start") return;
  if (misses >= 3 || !window.EventSource) { ask(); return; }
  let heard = false;
  const mine = stream = new EventSource(address("events"));
  const alarm = (ms) => { clearTimeout(watch); watch = setTimeout(fail, ms); };
  const fail = () => {
    if (stream !== mine) return;
    hush();
    misses = heard ? 0 : misses + 1;
    ask();
  };
  const heardIt = () => { heard = true; delay = 1000; alarm(60000); online(true); };
  mine.onmessage = (event) => { heardIt(); take(JSON.parse(event.data)); };
  mine.addEventListener("beat", heardIt);
  mine.onerror = fail;
  alarm(12000);
}

async function ask() {
  if (asking || state === "start") return;
  asking = true;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 20000);
  let news = null;
  try {
    const answer = await fetch(address("messages"), { credentials: "same-origin", redirect: "error", signal: stop.signal });
    if (answer.ok) news = await answer.json();
  } catch (broken) {
    news = null;
  }
  clearTimeout(timer);
  if (news) { online(true); delay = news.messages.length ? 2000 : Math.min(delay * 1.5, 15000); take(news); }
  else { online(false); delay = Math.min(delay * 2, 30000); }
  if (!news || misses >= 3 || !window.EventSource) await pause(delay * (1 + Math.random() / 4));
  asking = false;
  hear();
}

window.addEventListener("online", wake);
window.addEventListener("offline", () => { hush(); online(false); if (!asking) ask(); });

// -- signs of life, the cover, the way out --------------------------------------------------------------------------

async function lookedAt() {
  if (state !== "talk" || document.hidden || !(unseen || (alive > told && Date.now() - told > QUIET / 4))) return;
  const answer = await post("/chat/seen", { n: last });
  if (answer && answer.ok) { unseen = false; told = Date.now(); }
}

for (const kind of ["pointerdown", "keydown", "scroll"]) window.addEventListener(kind, () => {
  if (Date.now() - alive < QUIET) alive = Date.now();
  if (!below.hidden && atEnd()) below.hidden = true;
}, { passive: true });
setInterval(() => {
  if (Date.now() - alive >= QUIET) cover(false);
  else lookedAt();
}, Math.min(QUIET / 10, 15000));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (Date.now() - alive >= QUIET) cover(false);
  lookedAt();
  hear();
});
below.addEventListener("click", () => { below.hidden = true; window.scrollTo(0, root.scrollHeight); log.focus({ preventScroll: true }); });

function leave() {
  hush();
  queue.length = 0;
  while (document.body.firstChild) document.body.firstChild.remove();
  document.title = "\u00a0";
  if (navigator.sendBeacon) navigator.sendBeacon("/chat/leave");
  location.replace(exit.dataset.to);
}

const exit = $("leave");
exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
let escaped = 0;
window.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") { escaped = 0; return; }
  if (Date.now() - escaped < 1500) leave();
  escaped = Date.now();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

root.classList.add("js");
if (state === "talk") {
  if (document.activeElement && document.activeElement.id === "check") log.focus({ preventScroll: true });
  if (list.lastElementChild) reveal(list.lastElementChild);
  lookedAt();
}
hear();
