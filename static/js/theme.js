// Runs before the first paint: “auto” becomes what the system says, now and whenever it changes.
(() => {
  const root = document.documentElement;
  if (root.dataset.promoTheme !== "auto") return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  follow();
  dark.addEventListener("change", follow);
})();
