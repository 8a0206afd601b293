// Dragging cards between columns; a step that cannot be taken puts the card back and says why.
import { send, tell } from "./send.js";

const board = document.querySelector("[data-board]");
const lists = board ? [...board.querySelectorAll("[data-column]")] : [];
for (const list of lists) {
  window.Sortable.create(list, {
    group: "board",
    draggable: ".plan-card",
    filter: "select, button",
    preventOnFilter: false,
    sort: false,
    animation: 120,
    delay: 150,
    delayOnTouchOnly: true,
    onStart: ({ item }) => {
      const steps = item.dataset.steps.split(" ");
      for (const other of lists) other.classList.toggle("plan-open", steps.includes(other.dataset.column));
    },
    onEnd: async ({ item, from, to, oldIndex }) => {
      for (const other of lists) other.classList.remove("plan-open");
      if (from === to) return;
      const answer = await send(item.dataset.address, board.dataset.token, { status: to.dataset.column }).catch(() => null);
      tell(answer?.message ?? board.dataset.failed, answer?.ok ? "success" : "danger");
      if (answer?.ok) setTimeout(() => location.reload(), 600);
      else from.insertBefore(item, from.children[oldIndex] ?? null);
    },
  });
}
