// While an urgent case waits: a line at the top and the tab's title. It sounds once when it comes; every ten seconds it
// sounds at the desks that its alarm calls by now, until somebody takes it.
const EVERY_MS = 10000;

export class Alarm {
  constructor(desk, words) {
    this.desk = desk;
    this.box = document.getElementById("alarm");
    this.words = words;
    this.title = document.title;
    this.quiet = Number(desk.dataset.quiet);
    this.sound = null;
    this.called = new Set();
    setInterval(() => {
      if (this.isCalled()) this.ring();
    }, EVERY_MS);
    setInterval(() => this.look(), 1000);
  }

  waiting() {
    return document.querySelectorAll("#list-waiting > .urgent").length;
  }

  isCalled() {
    return [...document.querySelectorAll("#list-waiting > li")].some((row) => this.called.has(row.id.slice(4)));
  }

  call(cases) {
    const more = cases.some((each) => !this.called.has(each));
    this.called = new Set(cases);
    this.desk.dataset.called = cases.length;
    if (more) this.ring();
  }

  hush(until) {
    this.quiet = until;
    this.look();
  }

  isQuiet() {
    return Date.now() / 1000 < this.quiet;
  }

  look() {
    const count = this.waiting();
    const before = this.box.hidden;
    const mute = navigator.userActivation && !navigator.userActivation.hasBeenActive;
    const text = this.words.alarm.replace("{count}", count) + (mute ? ` ${this.words.mute}` : "");
    if (this.box.firstElementChild.textContent !== text) this.box.firstElementChild.textContent = text;
    this.box.hidden = !count || this.isQuiet();
    const blink = count && !this.isQuiet() && Math.floor(Date.now() / 1000) % 2;
    document.title = blink ? text : count ? `(${count}) ${this.title}` : this.title;
    if (before && !this.box.hidden) this.ring();
  }

  ring() {
    if ((!this.waiting() && !this.isCalled()) || this.isQuiet() || navigator.userActivation?.hasBeenActive === false) return;
    this.sound ??= new AudioContext();
    if (this.sound.state !== "running") this.sound.resume();
    for (const [start, pitch] of [[0, 740], [0.22, 988]]) {
      const tone = this.sound.createOscillator();
      const volume = this.sound.createGain();
      const at = this.sound.currentTime + start;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.2, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.2);
      tone.connect(volume).connect(this.sound.destination);
      tone.start(at);
      tone.stop(at + 0.22);
    }
  }
}
