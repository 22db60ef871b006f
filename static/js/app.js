// Small help for pages that work without it.

const BUSY_FOR = 8000; // a download answers a form without leaving the page: free its button after a while

function free(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
}

function hold(form, button) {
  form.dataset.sent = "";
  button?.setAttribute("aria-busy", "true");
  setTimeout(() => free(form), BUSY_FOR);
}

function focusErrors(root) {
  root.querySelector("[data-errors]")?.focus();
}

document.addEventListener(
  "submit",
  (event) => {
    if (!("sent" in event.target.dataset)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.target !== "_blank") hold(event.target, event.submitter);
});

// What the live page keeps of unsent words is of whoever typed them.
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action")?.endsWith("/logout/")) sessionStorage.clear();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  const polls = elt.matches("[data-poll]");
  if (polls && document.hidden) event.preventDefault();
  else if (elt.matches("form")) hold(elt, requestConfig.triggeringEvent?.submitter);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.matches("form")) free(event.detail.elt);
});

document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.detail.target.parentElement ?? document));

// Back from the history cache the page stands as it was left: mid-send.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]"))
    if (!menu.contains(event.target)) menu.open = false;
  event.target.closest("[data-dismiss]")?.closest(".toast").remove();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

focusErrors(document);

// The browser knows where it stands: offer that while the form still says UTC.
for (const select of document.querySelectorAll("select[data-time-zone]")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (select.value === "UTC" && [...select.options].some((option) => option.value === here)) select.value = here;
}
