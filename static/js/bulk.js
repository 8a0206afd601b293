// A list whose rows are ticked: one tick for all of them, and buttons that wait for a choice.
for (const form of document.querySelectorAll("[data-bulk]")) {
  const rows = [...form.querySelectorAll('input[name="post"]')];
  const all = form.querySelector("[data-bulk-all]");
  const found = form.querySelector('input[name="all"]');
  const buttons = form.querySelectorAll('button[name="action"]');
  const refresh = () => {
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = ticked > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
    for (const button of buttons) button.disabled = ticked === 0 && !found?.checked;
  };
  form.addEventListener("change", (event) => {
    if (event.target === all) for (const row of rows) row.checked = all.checked;
    refresh();
  });
  addEventListener("pageshow", refresh);
  refresh();
}
