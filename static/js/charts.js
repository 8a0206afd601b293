// Draws each [data-chart] when it comes into view, in the theme's colours and the reader's language.
// The figure comes without colours: a trace's meta.role names the token that has its colour.
const MONTHS = Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1));
const WEEKDAYS = Array.from({ length: 7 }, (_, day) => new Date(2026, 1, 1 + day)); // 1 February 2026 was a Sunday
const DAY_FORMATS = { en: "%b %-d, %Y", ru: "%-d %b %Y" };
const TICK_FORMATS = { en: ["%b %-d\n%Y", "%b\n%Y"], ru: ["%-d %b\n%Y", "%b\n%Y"] };
const DAY = 86_400_000;
const language = document.documentElement.lang in DAY_FORMATS ? document.documentElement.lang : "en";
const drawn = new Set();
const probe = document.createElement("span");
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

// What plotly knows of a language, taken from the browser.
function locale() {
  const names = (dates, options) => dates.map((date) => new Intl.DateTimeFormat(language, options).format(date));
  const parts = new Intl.NumberFormat(language, { useGrouping: true }).formatToParts(-1234567.5);
  const sign = (type) => parts.find((part) => part.type === type).value;
  return {
    moduleType: "locale",
    name: language,
    dictionary: {},
    format: {
      days: names(WEEKDAYS, { weekday: "long" }),
      shortDays: names(WEEKDAYS, { weekday: "short" }),
      months: names(MONTHS, { month: "long" }),
      shortMonths: names(MONTHS, { month: "short" }),
      periods: ["AM", "PM"],
      time: "%H:%M:%S",
      dateTime: `%a ${DAY_FORMATS[language]}, %H:%M`,
      date: language === "ru" ? "%d.%m.%Y" : "%m/%d/%Y",
      decimal: sign("decimal"),
      thousands: sign("group"),
      grouping: [3],
    },
  };
}

// The value of a token as plotly understands it: light-dark() and color-mix() resolved.
function colour(token) {
  probe.style.color = `var(--promo-${token})`;
  return getComputedStyle(probe).color;
}

function palette() {
  probe.hidden = true;
  document.body.append(probe);
  const roles = Object.fromEntries(
    ["followers", "previous", "gain", "loss", "mark"].map((role) => [role, colour(`chart-${role}`)]),
  );
  const rest = { grid: colour("chart-grid"), text: colour("chart-text"), hover: colour("chart-hover") };
  Object.assign(rest, { ink: colour("ink"), line: colour("line-strong"), surface: colour("surface") });
  probe.remove();
  return { roles: { ...roles, following: roles.followers }, ...rest };
}

function painted(trace, colours) {
  const own = colours.roles[trace.meta?.role] ?? colours.roles.followers;
  const made = { ...trace, marker: { ...trace.marker, color: own } };
  if (trace.line || trace.mode?.includes("lines")) made.line = { ...trace.line, color: own };
  if (trace.type === "bar") made.marker.line = { width: 0 };
  if (trace.marker?.pattern) {
    made.marker.pattern = { size: 6, solidity: 0.35, ...trace.marker.pattern, fillmode: "replace", fgcolor: own };
    made.marker.line = { width: 1, color: own };
  }
  if (trace.hovertemplate) made.hovertemplate = trace.hovertemplate.replaceAll("|day}", `|${DAY_FORMATS[language]}}`);
  return made;
}

function axis(own, colours, more) {
  const base = { gridcolor: colours.grid, zerolinecolor: colours.line, linecolor: colours.line, zeroline: false };
  return { ...base, tickfont: { color: colours.text }, ...own, ...more };
}

function framed(layout, data, colours, width) {
  const [days, months] = TICK_FORMATS[language];
  const x = axis(layout.xaxis, colours, {
    hoverformat: DAY_FORMATS[language],
    nticks: Math.max(3, Math.floor(width / 90)),
    tickformatstops: [
      { dtickrange: [null, 27 * DAY], value: days },
      { dtickrange: [27 * DAY, null], value: months },
    ],
    automargin: true,
    spikethickness: 1,
    spikedash: "solid",
    spikecolor: colours.line,
    ...(span(data) <= 6 ? { dtick: DAY } : {}),
  });
  return {
    ...layout,
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colours.text },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    xaxis: x,
    yaxis: axis(layout.yaxis, colours, { nticks: 6 }),
    legend: {
      orientation: "h",
      x: 0,
      y: 1,
      yref: "container",
      yanchor: "top",
      font: { color: colours.text, size: 11 },
      itemclick: false,
      itemdoubleclick: false,
    },
    hoverlabel: { bgcolor: colours.hover, bordercolor: colours.line, font: { color: colours.ink }, namelength: -1 },
    uirevision: "kept",
  };
}

function span(data) {
  return Math.max(0, ...data.map((trace) => trace.y?.length ?? 0));
}

async function draw(figure) {
  const canvas = figure.querySelector(".promo-chart-canvas");
  const theme = () => document.documentElement.dataset.bsTheme;
  try {
    const plotly = await load(figure.dataset.plotly);
    const { data, layout } = JSON.parse(figure.querySelector(".promo-chart-data").textContent);
    const colours = palette();
    const paintedFor = theme();
    const traces = data.map((trace) => painted(trace, colours));
    const config = { displayModeBar: false, responsive: true, locale: language, scrollZoom: false, doubleClick: false };
    await plotly.react(canvas, traces, framed(layout ?? {}, data, colours, canvas.clientWidth), config);
    drawn.add(figure);
    figure.dataset.drawn = paintedFor;
    if (paintedFor !== theme()) await draw(figure); // it changed meanwhile
  } catch (error) {
    console.error(error);
    canvas.hidden = true;
    figure.querySelector(".promo-chart-failed").hidden = false;
  }
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
