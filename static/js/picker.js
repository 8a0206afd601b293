// The period picker without its buttons: a choice is shown at once. Without JavaScript its forms work as they are.
for (const picker of document.querySelectorAll("[data-picker]")) {
  for (const select of picker.querySelectorAll("[data-submit-on-pick]")) {
    select.form.querySelector("button").hidden = true;
    select.addEventListener("change", () => select.form.requestSubmit());
  }
  const [from, to] = ["from", "to"].map((name) => picker.querySelector(`input[type="date"][name="${name}"]`));
  const bound = () => {
    to.min = from.value || from.min;
  };
  from.addEventListener("change", bound);
  bound();
}
