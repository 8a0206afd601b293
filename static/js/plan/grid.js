// Dragging one planned tile onto another swaps their times; each tile has a button for keyboards and phones.
import { ask, send, tell } from "./send.js";

const grid = document.querySelector("[data-grid][data-token]");
const words = JSON.parse(grid?.dataset.words ?? "{}");
let dragged = null;

async function swap(one, other) {
  const agreed = [one, other].some((tile) => "agreed" in tile.dataset);
  if (words.approved && agreed && !(await ask(words.approved, words.swap))) return;
  const values = { version: one.dataset.version, other: other.dataset.id, other_version: other.dataset.version };
  const answer = await send(one.dataset.swap, grid.dataset.token, values).catch(() => null);
  if (answer?.ok) location.reload();
  else tell(answer?.message ?? words.failed, "danger");
}

for (const tile of grid?.querySelectorAll(".grid-planned") ?? []) {
  tile.addEventListener("dragstart", (event) => {
    dragged = tile;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", tile.dataset.id);
  });
  tile.addEventListener("dragend", () => {
    dragged = null;
  });
  tile.addEventListener("dragover", (event) => {
    if (!dragged || dragged === tile) return;
    event.preventDefault();
    tile.classList.add("grid-target");
  });
  tile.addEventListener("dragleave", () => tile.classList.remove("grid-target"));
  tile.addEventListener("drop", (event) => {
    event.preventDefault();
    tile.classList.remove("grid-target");
    if (dragged && dragged !== tile) swap(dragged, tile);
  });
}
