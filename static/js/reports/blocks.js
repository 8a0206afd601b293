// The order of a report's blocks: by dragging, and by the buttons beside each, which send the form without this script.
const list = document.querySelector("#blocks");

window.Sortable?.create(list, { handle: ".report-grip", animation: 120 });

list?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name='move']");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  const [, way] = button.value.split(":");
  if (way === "up") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  button.focus();
});
