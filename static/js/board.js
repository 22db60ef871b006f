// On the board a mentor can be dragged onto another leader: it fills in and sends the form that is there without it too.
let dragged = null;
const rowUnder = (event) => event.target.closest?.("[data-drop]");

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-drag]")?.dataset.drag ?? null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const row = rowUnder(event);
  for (const other of document.querySelectorAll(".is-over")) if (other !== row) other.classList.remove("is-over");
  if (!dragged || !row || row.dataset.drop === dragged) return;
  event.preventDefault();
  row.classList.add("is-over");
});

document.addEventListener("drop", (event) => {
  const row = rowUnder(event);
  const form = document.querySelector("form[data-swap]");
  if (!dragged || !row || !form || row.dataset.drop === dragged) return;
  event.preventDefault();
  form.elements.leader.value = row.dataset.drop;
  form.elements.other.value = dragged;
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  dragged = null;
  for (const row of document.querySelectorAll(".is-over")) row.classList.remove("is-over");
});
