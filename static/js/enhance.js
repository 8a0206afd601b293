// Small comforts; everything works without them.

// data-show-dialog="id" opens a dialog.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-show-dialog]");
  if (opener) document.getElementById(opener.dataset.showDialog)?.showModal();
});

// data-copy="#id" copies a field's value; data-copied is said instead of the button's text for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const text = source.value ?? source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    source.select?.();
    document.execCommand("copy");
  }
  const before = button.textContent;
  button.textContent = button.dataset.copied || before;
  setTimeout(() => {
    button.textContent = before;
  }, 2000);
});

// data-submit-on-change: a filter that needs no button.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && "submitOnChange" in form.dataset) form.requestSubmit();
});

// A form is sent once, however often its button is pressed; coming back by the history makes it usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// data-browser-time-zone: a select or field takes the browser's time zone where it knows it.
for (const field of document.querySelectorAll("[data-browser-time-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === zone);
  if (zone && known) field.value = zone;
}

// What is wrong with a form is read out first.
document.querySelector(".promo-errors:not(.promo-patterns *)")?.focus();
