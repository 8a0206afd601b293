// Dragging the files of an item into another order; the buttons beside each do the same.
import "../upload.js";
import { send, tell } from "./send.js";

for (const list of document.querySelectorAll("[data-sortable]")) {
  window.Sortable?.create(list, {
    draggable: "li",
    filter: "form",
    preventOnFilter: false,
    animation: 120,
    onEnd: async () => {
      const ids = [...list.children].map((row) => row.dataset.id).join(",");
      const answer = await send(list.dataset.sortable, list.dataset.token, { ids }).catch(() => null);
      if (answer?.ok) tell(answer.message);
      else location.reload();
    },
  });
}
