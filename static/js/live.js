// The hour while it runs: follows what the other presses, counts down, and keeps notes without losing a word.
const root = document.getElementById("live");
const form = document.getElementById("notes");
const text = form.elements.text;
const status = document.getElementById("live-status");
const trouble = document.getElementById("live-trouble");
const copy = document.getElementById("live-copy");
const PATIENCE = 8000; // milliseconds until an answer counts as lost
const PAUSE = 2000; // milliseconds of typing that go together
const MOST_KEPT_ALIVE = 60_000; // bytes that a browser still sends for a page that is left
const KEPT_HERE = ["kept", "gone", "signedOut"]; // not taken, and not going to be as things stand
const says = () => root.querySelector("[data-stamp]").dataset;

// --- asking ----------------------------------------------------------------------------------------------------------
const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

function ask(url, fields, more) {
  const options = { headers: { "X-Live": "1" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...more };
  if (fields) Object.assign(options, { method: "POST", body: new URLSearchParams(fields) }).headers["X-CSRFToken"] = token();
  return fetch(url, options);
}

// --- the other's page follows ------------------------------------------------------------------------------------------
let offset = 0; // of the server's clock to this computer's
let timer = 0;
let asking = null;
const shown = new Map();
const plain = (html) => html.replace(/name="csrfmiddlewaretoken" value="\w+"/g, "");
const partsIn = (place) => place.querySelectorAll("[data-part]");

function swap(part) {
  const name = part.dataset.part;
  const html = plain(part.outerHTML);
  if (shown.get(name) === html) return;
  shown.set(name, html);
  const old = root.querySelector(`[data-part="${name}"]`);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  for (const it of part.querySelectorAll("details[id]")) it.open = old.querySelector(`#${it.id}`)?.open ?? it.open;
  old.replaceWith(part);
  if (focused) (document.getElementById(focused.id) ?? document.getElementById("live-h")).focus({ preventScroll: true });
}

function follow(html) {
  const before = says().say;
  const came = document.createElement("template");
  came.innerHTML = html;
  for (const part of partsIn(came.content)) swap(part);
  if (says().say !== before) document.getElementById("live-say").textContent = says().say;
  if (Number(says().note) !== version) behind = true;
  stuck = false;
  tick();
}

// Most answers say that nothing has changed: they come from an address that needs no session to be looked up. Where only the
// notes have, nothing is drawn anew: `save` fetches the other's words.
const WRITTEN = 4; // the place of the notes' version in a stamp

async function unchanged() {
  const { status, headers } = await ask(`${root.dataset.pulse}?seen=${says().stamp}`);
  const stamp = headers.get("X-Live-Stamp");
  if (status === 200 && !onlyNotes(stamp)) return null;
  return (status === 200 || status === 204) && { status: 204, headers };
}

function onlyNotes(stamp) {
  const written = stamp.split("-")[WRITTEN];
  if (says().stamp.split("-").with(WRITTEN, written).join("-") !== stamp) return false;
  Object.assign(says(), { stamp, note: written });
  behind ||= Number(written) !== version;
  return true;
}

async function look(anew) {
  clearTimeout(timer);
  try {
    const sent = Date.now();
    const answer = (!anew && (await unchanged())) || (await ask(`${root.dataset.state}?seen=${anew ? "" : says().stamp}`));
    if (answer.status === 200 || answer.status === 204) {
      offset = Number(answer.headers.get("X-Live-Now")) - (sent + Date.now()) / 2;
      if (answer.status === 200) follow(await answer.text());
      reached();
    } else lost(answer);
  } catch {
    unreachable();
  }
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(poll, Number(says().every));
}

// One at a time: who wants to know while an answer is on its way asks again after it.
function poll(anew = false) {
  asking = (asking ?? Promise.resolve()).then(() => look(anew));
  return asking;
}

// --- the clock ---------------------------------------------------------------------------------------------------------
let turned = 0; // the moment of which we have asked what comes then

function turn(at) {
  if (turned === at) return;
  turned = at;
  poll(true);
}

function tick() {
  const now = Date.now() + offset;
  const { begins, ends, closes, from, to, opens } = says();
  if (opens && now >= Number(opens)) turn(opens);
  if (!ends) return;
  const left = Number(ends) - now;
  const long = Math.abs(Math.ceil(left / 1000));
  const [label, clock] = root.querySelectorAll(".left > *");
  const hour = label.dataset.hourSays.replace("%n", Math.max(0, Math.ceil((Number(closes) - now) / 60_000)));
  label.textContent = `${left < 0 ? label.dataset.overSays : label.dataset.leftSays} · ${hour}`;
  clock.textContent = `${Math.floor(long / 60)}:${String(long % 60).padStart(2, "0")}`;
  const part = Math.min(1, Math.max(0, (now - begins) / (ends - begins)));
  const at = Number(from) + part * (Number(to) - Number(from));
  root.querySelector(".agenda clipPath rect")?.setAttribute("width", at + 2);
  root.querySelector(".agenda .now")?.setAttribute("d", `M${at} -4V100`);
  if (left <= 0 && document.getElementById("live-next")) turn(ends);
}

// --- pressing ----------------------------------------------------------------------------------------------------------
root.addEventListener("submit", async (event) => {
  event.preventDefault(); // before app.js hears of it
  if (event.target === form) return save();
  const { action, dataset } = event.target;
  if ("busy" in dataset) return;
  dataset.busy = "";
  try {
    const answer = await ask(action, new FormData(event.target, event.submitter));
    if (answer.status === 204) await pressed(dataset.leads);
    else if (answer.status === 422) complain((await answer.json()).says);
    else lost(answer);
  } catch {
    complain(status.dataset.again);
  }
  delete dataset.busy;
});

async function pressed(leads) {
  complain("");
  await poll();
  if (!leads) return;
  for (let tries = 0; tries < 3 && unsaved(); tries++) await save();
  if (!unsaved()) location.href = leads;
}

// --- notes -------------------------------------------------------------------------------------------------------------
// `base` is what this page and the server last had in common. What was sent is sent again until it has an answer, under its number:
// the server takes each number once. Only what nobody has confirmed is kept on this computer, for this tab alone, so that a page
// that is loaded again has it; it goes when it has arrived, and when one signs out.
const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const KEPT = `live:${root.dataset.me}:${root.dataset.session}`;
const lines = (words) => words.replace(/\r\n?/g, "\n");
let base = lines(form.elements.base.value);
let version = Number(says().note);
let behind = false; // the other has written
let number = 0;
let pending = null;
let unsure = null; // what another load of this page may have delivered
let saving = null;
let later = 0;
let composing = false;
let signingOut = false;
let stuck = false; // refused until something changes

const unsaved = () => text.value !== base || pending !== null;

function kept() {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith("live:") && !key.startsWith(`live:${root.dataset.me}:`)) sessionStorage.removeItem(key);
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function keep() {
  if (signingOut) return;
  try {
    if (unsaved()) sessionStorage.setItem(KEPT, JSON.stringify({ base, text: text.value, pending: pending ?? unsure }));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // full or forbidden: the page itself still has it
  }
}

function takeUp(it) {
  if (!it) return;
  base = it.base;
  text.value = it.text;
  unsure = it.pending;
  behind = true;
}

function delivery() {
  const before = pending ?? unsure;
  const maybe = before && { unsure_page: before.page, unsure_number: before.number, unsure_text: before.text };
  return { page, number: ++number, base, text: text.value, ...maybe };
}

// The cursor and what is selected stay where they are: only what differs is put in.
function merge(edits) {
  const top = text.scrollTop;
  for (const [start, end, words] of edits) text.setRangeText(words, start, end, "preserve");
  text.scrollTop = top;
}

function save() {
  clearTimeout(later);
  later = 0;
  saving ??= send().finally(() => (saving = null));
  return saving;
}

async function send() {
  if (!unsaved() && !behind) return;
  if (unsaved()) say("saving");
  pending ??= delivery();
  try {
    const answer = await ask(form.action, pending);
    if (answer.ok) settle(await answer.json());
    else if (answer.status === 422) refuse((await answer.json()).says);
    else lost(answer);
  } catch {
    unreachable();
  }
  keep();
}

function settle({ version: now, edits }) {
  base = pending.text;
  pending = null;
  unsure = null;
  stuck = false;
  complain("");
  const idle = text.value === base && !composing;
  if (idle) {
    merge(edits);
    base = text.value;
    version = now;
  }
  behind = !idle && edits.length > 0;
  if (idle && edits.length) say("merged");
  else if (!unsaved()) say(status.textContent === status.dataset.merged ? "merged" : "saved");
  if (unsaved() || behind) plan();
}

function refuse(sentence) {
  pending = null; // not taken: what is typed on is sent anew
  stuck = true;
  complain(sentence);
  say("kept");
}

function plan() {
  later ||= setTimeout(save, PAUSE);
}

text.addEventListener("input", () => {
  keep();
  if (!unsaved()) return;
  say(navigator.onLine ? "typed" : "offline");
  plan();
});
text.addEventListener("compositionstart", () => (composing = true));
text.addEventListener("compositionend", () => (composing = false));
copy.addEventListener("click", async () => {
  text.select();
  await navigator.clipboard?.writeText(text.value);
  status.textContent = status.dataset.copied;
});

// --- how it stands -----------------------------------------------------------------------------------------------------
function say(key) {
  status.textContent = status.dataset[key];
  root.dataset.saved = key;
  copy.hidden = !KEPT_HERE.includes(key);
}

function complain(sentence) {
  if (trouble.textContent !== sentence) trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

function reached() {
  if (root.dataset.saved === "offline" && !unsaved()) say("saved");
  if (says().shut && unsaved()) refuse(says().shut);
  else if (behind || (pending && !saving) || (unsaved() && !later && !stuck)) save();
}

function unreachable() {
  say("offline");
}

// A redirect leads to the sign-in; 404: the session is not theirs any more. Other errors pass.
function lost(answer) {
  if (answer.type === "opaqueredirect") say("signedOut");
  else if (answer.status === 404) say("gone");
  else unreachable();
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return poll();
  clearTimeout(timer);
  if (unsaved()) save();
});
window.addEventListener("online", () => poll());
window.addEventListener("offline", () => say("offline"));
window.addEventListener("pagehide", () => {
  if (!unsaved()) return;
  if (text.value !== pending?.text) pending = delivery();
  keep();
  const keepalive = String(new URLSearchParams(pending)).length < MOST_KEPT_ALIVE;
  ask(form.action, pending, { keepalive }).catch(() => {});
});
document.addEventListener("submit", (event) => (signingOut = event.target.getAttribute("action")?.endsWith("/logout/")));
window.addEventListener("pageshow", (event) => event.persisted && poll(true));
window.addEventListener("beforeunload", (event) => {
  if (unsaved() && (signingOut || ["offline", ...KEPT_HERE].includes(root.dataset.saved))) event.preventDefault();
});

for (const part of partsIn(root)) shown.set(part.dataset.part, plain(part.outerHTML));
takeUp(kept());
if (says().now) offset = Number(says().now) - Date.now();
if (unsaved()) plan();
setInterval(tick, 500);
tick();
poll();
