// A grid of figures: arrows and Enter go up and down, a column (or block) copied from a spreadsheet is pasted where one
// stands, Ctrl+Enter saves, and leaving with unsaved figures asks first. Everything works without it.
const form = document.querySelector("form[data-days]");

if (form) {
  const rows = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td input.form-control")]);
  const cells = rows.flat();
  const first = new Map(cells.map((cell) => [cell, cell.defaultValue]));
  const mark = (cell) => cell.classList.toggle("campaign-cell-changed", cell.value.trim() !== first.get(cell));
  const isRefused = form.querySelector(".promo-errors") !== null;
  const isChanged = () => isRefused || cells.some((cell) => cell.value.trim() !== first.get(cell));

  const place = (cell) => {
    const row = rows.findIndex((one) => one.includes(cell));
    return row < 0 ? null : [row, rows[row].indexOf(cell)];
  };
  const go = (row, column) => {
    const cell = rows[row]?.[column];
    cell?.focus();
    cell?.select();
  };

  form.addEventListener("keydown", (event) => {
    const here = place(event.target);
    if (!here || event.isComposing || event.altKey) return;
    const [row, column] = here;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey)) {
      event.preventDefault();
      go(row + 1, column);
    } else if (event.key === "ArrowUp" || event.key === "Enter") {
      event.preventDefault();
      go(row - 1, column);
    }
  });

  form.addEventListener("paste", (event) => {
    const here = place(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    if (!here || (lines.length === 1 && !lines[0].includes("\t"))) return;
    event.preventDefault();
    for (const [down, line] of lines.entries()) {
      for (const [right, value] of line.split("\t").entries()) {
        const cell = rows[here[0] + down]?.[here[1] + right];
        if (!cell) continue;
        cell.value = value.trim();
        mark(cell);
      }
    }
    go(Math.min(here[0] + lines.length, rows.length) - 1, here[1]);
  });

  form.addEventListener("input", (event) => {
    if (first.has(event.target)) mark(event.target);
  });
  let isSent = false;
  form.addEventListener("submit", () => {
    isSent = true;
  });
  addEventListener("pageshow", () => {
    isSent = false;
    for (const cell of cells) mark(cell);
  });
  addEventListener("beforeunload", (event) => {
    if (!isSent && isChanged()) event.preventDefault();
  });
  form.querySelector("[data-days-hint]")?.removeAttribute("hidden");
}
