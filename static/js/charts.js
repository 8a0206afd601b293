// Draws each [data-chart] when it comes into view, in the theme's colours and the reader's language.
import { language, locale } from "./charts/locale.js";
import { framed, painted, palette } from "./charts/paint.js";
import { save } from "./charts/picture.js";
import { unrolled } from "./charts/steps.js";

const drawn = new Set();
let library = null;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => {
      const plotly = window.Plotly ?? window.moduleName;
      plotly.register(locale());
      resolve(plotly);
    };
    script.onerror = () => reject(new Error("the library of the charts did not load"));
    document.head.append(script);
  });
  return library;
}

async function draw(figure) {
  const canvas = figure.querySelector(".promo-chart-canvas");
  const theme = () => document.documentElement.dataset.bsTheme;
  try {
    const plotly = await load(figure.dataset.plotly);
    const { data: told, layout = {} } = JSON.parse(figure.querySelector(".promo-chart-data").textContent);
    const data = told.map(unrolled);
    const colours = palette({ data, layout });
    const paintedFor = theme();
    const traces = data.map((trace) => painted(trace, colours));
    const config = { displayModeBar: false, responsive: true, locale: language, scrollZoom: false, doubleClick: false };
    await plotly.react(canvas, traces, framed(layout, data, colours, canvas.clientWidth), config);
    drawn.add(figure);
    figure.dataset.drawn = paintedFor;
    offerPicture(figure, plotly, colours);
    if (paintedFor !== theme()) await draw(figure); // it changed meanwhile
  } catch (error) {
    console.error(error);
    canvas.hidden = true;
    figure.querySelector(".promo-chart-failed").hidden = false;
  }
}

function offerPicture(figure, plotly, colours) {
  const button = figure.querySelector("[data-picture]");
  if (!button) return;
  button.hidden = false;
  button.onclick = () => save(plotly, figure, colours);
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "300px" },
);

function watch(root) {
  for (const figure of root.querySelectorAll?.("[data-chart]") ?? []) if (!drawn.has(figure)) seen.observe(figure);
}

watch(document);
document.addEventListener("htmx:after:swap", () => watch(document));
new MutationObserver(() => drawn.forEach((figure) => draw(figure))).observe(document.documentElement, {
  attributeFilter: ["data-bs-theme"],
});
addEventListener("beforeprint", () => document.querySelectorAll("[data-chart]").forEach((figure) => draw(figure)));
