// “/” goes to the search, “?” shows the shortcuts, “g h” and the like go to screens. Never while somebody types.
const PATIENCE = 1200;
let first = "";
let since = 0;

const typing = (target) =>
  target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || target.closest("dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const help = document.getElementById("shortcuts");
  const search = document.querySelector('main input[type="search"]');
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "?" && help) {
    event.preventDefault();
    help.showModal();
  } else {
    go(event);
  }
});

function go(event) {
  // The physical key, so that the shortcuts work in a Russian layout too.
  const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  const keys = event.timeStamp - since < PATIENCE && first ? `${first} ${letter}` : "";
  const place = keys && document.querySelector(`[data-shortcut="${keys}"]`);
  first = letter;
  since = event.timeStamp;
  if (place) location.assign(place.dataset.href);
}
