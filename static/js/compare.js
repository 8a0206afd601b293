// Searching among the pages to compare, and counting the ticked ones. Without JavaScript all pages are there to tick.
for (const chooser of document.querySelectorAll("[data-chooser]")) {
  const search = chooser.querySelector("[data-chooser-search]");
  const none = chooser.querySelector("[data-chooser-none]");
  const count = chooser.querySelector("[data-chooser-count]");
  const pages = [...chooser.querySelectorAll("[data-find]")];
  const groups = [...chooser.querySelectorAll(".promo-chooser-group")];
  const most = Number(chooser.dataset.most);

  const find = () => {
    const needle = search.querySelector("input").value.trim().toLowerCase().replace(/^@/, "");
    for (const page of pages) page.hidden = !page.dataset.find.includes(needle);
    for (const group of groups) group.hidden = !group.querySelector("[data-find]:not([hidden])");
    none.hidden = groups.some((group) => !group.hidden);
  };
  const tell = () => {
    const ticked = pages.filter((page) => page.querySelector("input").checked).length;
    count.textContent = count.dataset.text.replace("{count}", ticked);
    count.classList.toggle("promo-chooser-over", ticked > most);
  };

  search.hidden = false;
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it would send the form while one searches
  });
  chooser.addEventListener("change", tell);
  tell();
}
