// Where a phone's keyboard says "next" its last key goes on to the next field of words: else it would send a log that is half filled.
const WORDS = "textarea, input[type=text], input[type=number]";

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key !== "Enter" || event.isComposing || target.enterKeyHint !== "next") return;
  const fields = [...target.form.querySelectorAll(WORDS)].filter((it) => it.checkVisibility());
  const following = fields[fields.indexOf(target) + 1];
  if (!following) return;
  event.preventDefault();
  following.focus();
});
