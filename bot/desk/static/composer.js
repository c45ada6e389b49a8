// The reply box: drafts that survive, five seconds to take a reply back, a locked box when the window is over.
const TAKE_BACK_MS = 5000;
const PAUSE_MS = 700;

export class Composer {
  constructor(desk, words, send) {
    this.desk = desk;
    this.words = words;
    this.send = send;
    this.pending = null;
    this.timer = 0;
  }

  begin() {
    this.form = document.getElementById("reply");
    if (!this.form) return;
    this.text = this.form.elements.namedItem("text");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.reply();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (this.text.value.trim()) this.reply();
      else this.pending?.now();
    });
    this.text.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), PAUSE_MS);
    });
    this.tick();
  }

  // Says something beside the reply box; with ``instead`` only where that stands, or nothing does.
  say(text, instead = null) {
    const said = document.getElementById("said");
    if (said && (instead === null || said.textContent === instead || !said.textContent)) said.textContent = text;
  }

  async keep() {
    clearTimeout(this.timer);
    if (!this.form?.isConnected) return;
    const draft = [this.pending?.draft ?? "", this.text.value].filter(Boolean).join("\n");
    await this.send(this.form.getAttribute("action").replace(/reply$/, "draft"), new URLSearchParams({ text: draft }));
  }

  // Before another case is shown: what was sent goes now, what was begun is kept.
  async leave() {
    if (this.pending) await this.pending.now();
    if (this.text?.isConnected && this.text.value.trim()) await this.keep();
  }

  async reply() {
    const text = this.text.value.trim();
    if (!text) return;
    if (this.pending) await (this.pending.draft ? this.pending.now() : this.pending.undo());
    const path = this.form.getAttribute("action");
    this.text.value = "";
    this.say("");
    this.later(this.words.sending.replace("{text}", text), async () => {
      const answer = await this.send(path, new URLSearchParams({ text }));
      if (answer.say) {
        this.say(answer.say);
        this.restore(text);
      } else this.keep();
    }, () => this.restore(text), text);
    this.text.focus();
    this.keep();
  }

  restore(text) {
    this.text.value = [text, this.text.value].filter(Boolean).join("\n\n");
    this.text.focus();
    this.keep();
  }

  // Does something in five seconds, unless it is taken back; or at once, where seconds count.
  later(label, act, undone = () => {}, draft = "") {
    const box = document.createElement("div");
    box.className = "pending";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", label);
    const line = document.createElement("p");
    line.textContent = label;
    const undo = document.createElement("button");
    undo.type = "button";
    undo.textContent = this.words.undo;
    const now = document.createElement("button");
    now.type = "button";
    now.className = "main";
    now.textContent = this.words.now;
    box.append(line, undo, now);
    document.querySelector(".foot").prepend(box);
    const done = () => {
      clearTimeout(timer);
      box.remove();
      if (this.pending === mine) this.pending = null;
    };
    const mine = { draft, now: async () => { done(); await act(); }, undo: async () => { done(); undone(); } };
    const timer = setTimeout(mine.now, TAKE_BACK_MS);
    this.pending = mine;
    undo.addEventListener("click", mine.undo);
    now.addEventListener("click", () => { mine.now(); this.text?.focus(); });
  }

  tick() {
    const line = document.getElementById("window");
    if (!line || !this.text) return;
    const left = Math.floor(line.dataset.ends - Date.now() / 1000);
    const over = left <= 0;
    const span = this.words.hours.replace("{h}", Math.floor(left / 3600)).replace("{m}", Math.floor(left / 60) % 60);
    const text = over ? line.dataset.over : line.dataset.left.replace("{span}", span);
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("over", over);
    this.text.disabled = this.form.querySelector("button").disabled = over;
  }
}
