// The live desk. Everything it does can be done with plain forms too; fragments come from the server ready-made.
import { Alarm } from "ALARM_JS";
import { Composer } from "COMPOSER_JS";

const desk = document.getElementById("desk");
const words = JSON.parse(desk.dataset.words);
const read = JSON.parse(desk.dataset.read);
const live = document.getElementById("live");
const door = globalThis.trustedTypes?.createPolicy("desk", { createHTML: (html) => html }) ?? { createHTML: (html) => html };

function parsed(html) {
  const box = document.createElement("template");
  box.innerHTML = door.createHTML(html);
  return box.content;
}

// -- the queue: rows are placed by list and rank; what has the focus keeps it ------------------------------------

function place(row) {
  const old = document.getElementById(row.id);
  const focused = old?.contains(document.activeElement) ? document.activeElement : null;
  const list = document.getElementById(`list-${row.dataset.place}`);
  const after = [...list.children].find((each) => each !== old && Number(each.dataset.rank) > Number(row.dataset.rank));
  if (desk.dataset.case && row.id === `row-${desk.dataset.case}`) row.querySelector("a").setAttribute("aria-current", "page");
  old?.remove();
  list.insertBefore(row, after ?? null);
  clock(row);
  if (focused) (row.querySelector(focused.matches("button") ? "button" : "a") ?? row.querySelector("a")).focus();
  mark(row);
}

function mark(row) {
  const id = row.id.slice(4);
  const looking = id === desk.dataset.case && document.visibilityState === "visible";
  row.querySelector(".new").hidden = looking || row.dataset.place === "others" || Number(row.dataset.word) <= (read[id] ?? 0);
}

function placeAll(html) {
  const rows = [...parsed(html).querySelectorAll("li.row")];
  const known = new Set(rows.map((row) => row.id));
  for (const old of document.querySelectorAll("#lists li.row")) if (!known.has(old.id)) old.remove();
  rows.forEach(place);
  settle();
}

function settle() {
  for (const list of document.querySelectorAll(".list")) list.querySelector(".count").textContent = list.querySelectorAll("li").length;
  sift();
  alarm.look();
}

// -- the case: keyed lines are kept, so a screen reader hears only what is new ------------------------------------

function mergeCase(html) {
  const fresh = parsed(html).querySelector("#case");
  const shown = document.getElementById("case");
  const same = fresh.dataset.mode === shown.dataset.mode && fresh.dataset.case === shown.dataset.case;
  if (!same || fresh.dataset.mode !== "mine") {
    if (same) return;
    if (shown.dataset.case === fresh.dataset.case) composer.keep();
    clock(fresh);
    shown.replaceWith(fresh);
    document.title = alarm.title = fresh.dataset.title;
    fresh.querySelector("#case-name")?.focus();
    composer.begin();
    looked();
    return;
  }
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const old = shown.querySelector(`[data-part="${part.dataset.part}"]`);
    if (old.textContent.trim() !== part.textContent.trim() && !old.contains(document.activeElement)) {
      const open = old.querySelector("details")?.open;
      old.replaceWith(part);
      if (open !== undefined) part.querySelector("details").open = open;
    }
  }
  const list = shown.querySelector("#talk");
  let came = false;
  for (const line of [...fresh.querySelectorAll("#talk > li")]) {
    const old = document.getElementById(line.id);
    clock(line);
    if (!old) list.append(line);
    else if (old.textContent !== line.textContent || old.className !== line.className) old.replaceWith(line);
    came ||= !old && line.classList.contains("person");
  }
  composer.tick();
  if (came) looked();
}

function clock(part) {
  for (const time of part.querySelectorAll("time[data-at]")) {
    time.textContent = new Date(time.dataset.at * 1000).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }
}

function looked() {
  const id = desk.dataset.case;
  if (!id || document.visibilityState !== "visible") return;
  read[id] = Math.floor(Date.now() / 1000) + 1;
  const row = document.getElementById(`row-${id}`);
  if (row) mark(row);
  send(`/desk/case/${id}/read`, new URLSearchParams());
}

// -- speaking to the server ---------------------------------------------------------------------------------------

async function send(path, body) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", body, headers: { "X-Desk": "1" }, keepalive: true });
  } catch {
    return { say: words.offline };
  }
  if (answer.status === 401) {
    location.reload(); // drafts were kept as they were typed
    return { say: words.offline };
  }
  if (answer.status === 204) return {};
  try {
    return await answer.json();
  } catch {
    return { say: words.offline };
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if ("insert" in form.dataset) {
    event.preventDefault();
    form.closest("details").open = false;
    composer.restore(form.elements.namedItem("text").value);
    return;
  }
  if ("find" in form.dataset) {
    event.preventDefault();
    const query = new URLSearchParams(new FormData(form));
    const answer = await fetch(`${form.getAttribute("action")}?${query}`, { headers: { "X-Desk": "1" } });
    if (answer.ok) document.getElementById("found").replaceChildren(parsed(await answer.text()));
    else composer.say(words.offline);
    return;
  }
  const act = form.dataset.act;
  if (!act || act === "reply") return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (act === "say") {
    form.closest("details").open = false;
    composer.later(words.sending.replace("{text}", form.dataset.label), () => finish(form, body));
    return;
  }
  if (["close", "spam", "block"].includes(act)) {
    form.closest("details").open = false;
    composer.later(words.closing.replace("{name}", form.dataset.name), () => finish(form, body));
    return;
  }
  await finish(form, body);
});

async function finish(form, body) {
  const answer = await send(form.getAttribute("action"), body);
  if ("consent" in form.dataset && !answer.say) document.querySelector(".talk")?.focus(); // what was asked is drawn anew
  if (form.closest(".menu")) {
    form.closest(".menu").open = false;
    if (!answer.say) form.reset();
  }
  const heard = document.getElementById("heard");
  heard.textContent = "";
  if (answer.say && !form.closest("#case")) heard.textContent = answer.say;
  else if (answer.say) composer.say(answer.say);
  else if (answer.go) visit(answer.go);
  else if (form.id === "note") {
    form.reset();
    form.closest("details").open = false;
    form.closest("details").querySelector("summary").focus();
  }
}

// -- from case to case: the page stays, so the sound stays allowed and nothing flickers ------------------------------

// A photo stays covered until somebody asks to see it; each time is noted, so it is never fetched before.
function uncover(link) {
  const image = document.createElement("img");
  image.alt = link.dataset.photo;
  image.src = link.getAttribute("href");
  link.hidden = true;
  link.after(image);
}

async function visit(path, remember = true) {
  await composer.leave();
  if (remember) history.pushState(null, "", path);
  desk.dataset.case = path.startsWith("/desk/case/") ? path.slice(11) : "";
  document.body.classList.toggle("has-case", Boolean(desk.dataset.case));
  for (const link of document.querySelectorAll("#lists [aria-current]")) link.removeAttribute("aria-current");
  document.getElementById(`row-${desk.dataset.case}`)?.querySelector("a").setAttribute("aria-current", "page");
  follow();
}

document.addEventListener("click", (event) => {
  const photo = event.target.closest?.("a[data-photo]");
  if (photo) {
    event.preventDefault();
    uncover(photo);
    return;
  }
  const path = event.target.closest?.("a")?.getAttribute("href") ?? "";
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (path !== "/desk" && !path.startsWith("/desk/case/")) return;
  event.preventDefault();
  visit(path);
});
window.addEventListener("popstate", () => visit(location.pathname, false));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll(".menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// -- being live ---------------------------------------------------------------------------------------------------

const alarm = new Alarm(desk, words);
const composer = new Composer(desk, words, send);

// -- filters stay where they were set; what is urgent is never hidden ---------------------------------------------

const filter = document.getElementById("filter");
const spoken = desk.dataset.languages.split(" ").filter(Boolean).map((tag) => tag.split("-")[0].toUpperCase());

function sift() {
  for (const row of document.querySelectorAll("#lists li.row")) {
    const fits = filter.value === "mine" ? !spoken.length || spoken.includes(row.dataset.lang) : !filter.value || row.dataset.channel === filter.value;
    row.hidden = !fits && !row.classList.contains("urgent") && row.dataset.place !== "mine";
  }
}

filter.value = localStorage.getItem("desk-filter") ?? "";
if (filter.selectedIndex < 0) filter.value = "";
filter.parentElement.hidden = false;
filter.addEventListener("change", () => {
  localStorage.setItem("desk-filter", filter.value);
  sift();
});

let source = null;

function follow() {
  source?.close();
  source = new EventSource(`/desk/live?case=${encodeURIComponent(desk.dataset.case)}`);
  source.addEventListener("open", () => show("on"));
  source.addEventListener("rows", (event) => placeAll(JSON.parse(event.data)));
  source.addEventListener("row", (event) => {
    for (const row of parsed(JSON.parse(event.data)).querySelectorAll("li.row")) place(row);
    settle();
  });
  source.addEventListener("gone", (event) => {
    document.getElementById(`row-${event.data}`)?.remove();
    settle();
  });
  source.addEventListener("case", (event) => mergeCase(JSON.parse(event.data)));
  source.addEventListener("alarm", (event) => alarm.call(JSON.parse(event.data)));
  source.addEventListener("many", (event) => {
    document.getElementById("heard").textContent = event.data;
  });
  source.addEventListener("quiet", (event) => alarm.hush(Number(event.data)));
  source.addEventListener("out", () => location.reload());
  source.addEventListener("error", () => {
    show("off");
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  });
}

function show(state) {
  live.className = `live ${state}`;
  live.textContent = words[state];
  composer.say(state === "off" ? words.off : "", words.off);
}

let active = Date.now();
for (const kind of ["pointerdown", "keydown"]) {
  document.addEventListener(kind, () => {
    if (Date.now() - active < 60000) return;
    active = Date.now();
    send("/desk/active", new URLSearchParams());
  }, { passive: true });
}

setInterval(() => {
  for (const span of document.querySelectorAll("#lists .span")) {
    const minutes = Math.max(Math.floor((Date.now() / 1000 - span.dataset.since) / 60), 0);
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    const text = minutes < 60 ? words.minutes : hours < 24 ? words.hours : words.days;
    span.textContent = text.replace("{m}", hours ? rest : minutes).replace("{h}", hours).replace("{d}", Math.floor(hours / 24));
  }
  composer.tick();
}, 15000);

document.addEventListener("visibilitychange", looked);
document.body.classList.add("live-desk");
clock(document);
document.querySelectorAll("#lists li.row").forEach(mark);
composer.begin();
settle();
looked();
follow();
