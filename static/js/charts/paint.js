// Dresses a figure, which comes without colours: a meta.role names the token (static/css/tokens.css) of its colour.
import { DAY_FORMATS, TICK_FORMATS, language } from "./locale.js";

const DAY = 86_400_000;
const SAME = { following: "followers" };
const BAND = /^band/;
const MARK = /^(event|campaign|anomaly)$/;
const CHARACTERS = 40;
const AXIS = /^[xy]axis\d*$/;
const probe = document.createElement("span");

// The value of a token as plotly understands it: light-dark() and color-mix() resolved.
function colour(token) {
  probe.style.color = `var(--promo-${token})`;
  return getComputedStyle(probe).color;
}

export function palette(figure) {
  probe.hidden = true;
  document.body.append(probe);
  const { data, layout = {} } = figure;
  const parts = [...data.map((trace) => trace.meta), ...(layout.shapes ?? []), ...(layout.annotations ?? [])];
  const named = new Set(["followers", "heat", "low", "high", ...parts.map((part) => part?.role).filter(Boolean)]);
  const roles = Object.fromEntries([...named].map((role) => [role, colour(`chart-${SAME[role] ?? role}`)]));
  const rest = { grid: colour("chart-grid"), text: colour("chart-text"), hover: colour("chart-hover") };
  Object.assign(rest, { ink: colour("ink"), line: colour("line-strong"), surface: colour("surface") });
  rest.empty = colour("chart-empty");
  probe.remove();
  return { roles, ...rest };
}

export function painted(trace, colours) {
  const { role, muted } = trace.meta ?? {};
  const own = colours.roles[role] ?? colours.roles.followers;
  if (trace.type === "heatmap") return heat(trace, colours);
  const made = { ...trace, marker: { ...trace.marker, color: own } };
  if (trace.line || trace.mode?.includes("lines")) made.line = { ...trace.line, color: own };
  if (BAND.test(role ?? "")) {
    made.line = { ...made.line, width: 0 };
    made.fillcolor = own;
  }
  if (muted) {
    made.opacity = 0.35;
    made.line = { ...made.line, width: 1 };
  }
  if (trace.type === "bar") made.marker.line = { width: 0 };
  if (trace.marker?.pattern) {
    made.marker.pattern = { size: 6, solidity: 0.35, ...trace.marker.pattern, fillmode: "replace", fgcolor: own };
    made.marker.line = { width: 1, color: own };
  }
  for (const bars of ["error_x", "error_y"]) {
    if (trace[bars]) made[bars] = { thickness: 1.5, width: 4, ...trace[bars], color: colours.ink };
  }
  if (trace.text && trace.mode?.includes("text")) made.textfont = { color: colours.text, size: 11 };
  if (MARK.test(role ?? "")) {
    made.hovertemplate = folded(trace.hovertemplate);
    if (trace.customdata) made.customdata = trace.customdata.map(folded);
  } else if (trace.hovertemplate) made.hovertemplate = trace.hovertemplate.replaceAll("|day}", `|${DAY_FORMATS[language]}}`);
  return made;
}

// Long texts of marks in lines that fit on a phone.
function folded(text) {
  const lines = [""];
  for (const word of text.replaceAll("<br>", " <br> ").split(" ")) {
    const length = lines.at(-1).length + word.replace(/<.*/, "").length;
    if (word === "<br>" || (length > CHARACTERS && lines.at(-1))) lines.push("");
    if (word !== "<br>") lines.push(`${lines.pop()} ${word}`.trim());
  }
  return lines.join("<br>");
}

function heat(trace, colours) {
  const { diverging } = trace.meta ?? {};
  const scale = diverging
    ? [[0, colours.roles.low], [0.5, colours.empty], [1, colours.roles.high]]
    : [[0, colours.empty], [1, colours.roles.heat]];
  const bar = { thickness: 10, outlinewidth: 0, tickfont: { color: colours.text, size: 11 }, ...trace.colorbar };
  const colorbar = trace.showscale === false ? undefined : bar;
  const gaps = { xgap: 2, ygap: 2, hoverongaps: false };
  return { ...gaps, ...trace, colorscale: scale, colorbar, ...(diverging ? { zmid: 0 } : {}) };
}

function axis(own, colours, more) {
  const lines = { gridcolor: colours.grid, zerolinecolor: colours.line, linecolor: colours.line };
  const base = { automargin: true, fixedrange: true, zeroline: false, ...lines };
  const font = { color: colours.text, size: 11 };
  const title = own?.title ? { title: { text: own.title.text ?? own.title, font } } : {};
  return { ...base, tickfont: { color: colours.text }, ...own, ...title, ...more };
}

function dated(layout, data, colours, width) {
  const [days, months] = TICK_FORMATS[language];
  return axis(layout.xaxis, colours, {
    hoverformat: DAY_FORMATS[language],
    nticks: Math.max(3, Math.floor(width / 90)),
    tickformatstops: [
      { dtickrange: [null, 27 * DAY], value: days },
      { dtickrange: [27 * DAY, null], value: months },
    ],
    spikethickness: 1,
    spikedash: "solid",
    spikecolor: colours.line,
    ...(span(data) <= 6 ? { dtick: DAY } : {}),
  });
}

function span(data) {
  return Math.max(0, ...data.map((trace) => trace.y?.length ?? 0));
}

// Shapes and annotations with a role: its colour, and no role, which plotly does not know.
function marked(parts, colours) {
  return parts?.map(({ role, ...part }) => {
    const own = colours.roles[role] ?? colours.text;
    if ("text" in part) return { showarrow: false, ...part, font: { size: 11, ...part.font, color: own } };
    const line = { width: 1, ...part.line, color: own };
    return { ...part, line, ...(part.type === "rect" ? { fillcolor: own, opacity: part.opacity ?? 0.12 } : {}) };
  });
}

export function framed(layout, data, colours, width) {
  const isDated = (layout.xaxis?.type ?? "date") === "date";
  const others = Object.entries(layout).filter(([name]) => AXIS.test(name) && name !== "xaxis" && name !== "yaxis");
  return {
    ...layout,
    ...Object.fromEntries(others.map(([name, own]) => [name, axis(own, colours, {})])),
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colours.text },
    margin: { l: 8, r: 8, t: layout.showlegend ? 30 : 8, b: 8, ...layout.margin },
    dragmode: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    xaxis: isDated ? dated(layout, data, colours, width) : axis(layout.xaxis, colours, {}),
    yaxis: axis(layout.yaxis, colours, isDated ? { nticks: 6 } : {}),
    shapes: marked(layout.shapes, colours),
    annotations: marked(layout.annotations, colours),
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
