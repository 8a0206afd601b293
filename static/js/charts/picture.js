// A chart as a PNG: what is drawn, on the theme's surface, with its title.
const SCALE = 2;
const HEAD = 48;

export async function save(plotly, figure, colours) {
  const canvas = figure.querySelector(".promo-chart-canvas");
  const title = canvas.getAttribute("aria-label");
  const width = Math.max(canvas.clientWidth, 640);
  const height = canvas.clientHeight + HEAD;
  const { margin, legend } = canvas.layout;
  const layout = {
    ...canvas.layout,
    autosize: false,
    width,
    height,
    paper_bgcolor: colours.surface,
    plot_bgcolor: colours.surface,
    title: {
      text: wrapped(title, width),
      font: { size: 13, color: colours.ink },
      ...{ x: 0, xref: "paper", y: 1, yref: "container", yanchor: "top", pad: { t: 12 } },
    },
    margin: { ...margin, l: 16, r: 16, t: (margin?.t ?? 8) + HEAD },
    legend: { ...legend, y: 1 - HEAD / height },
  };
  const address = await plotly.toImage({ data: canvas.data, layout }, { format: "png", width, height, scale: SCALE });
  const link = document.createElement("a");
  link.href = address;
  link.download = `${title.replaceAll(/[^\p{L}\p{N}@._-]+/gu, "-").replaceAll(/^-|-$/g, "").slice(0, 80)}.png`;
  link.click();
}

function wrapped(text, width) {
  const most = Math.floor(width / 7.2);
  const lines = [""];
  for (const word of text.replaceAll("<", "&lt;").split(" ")) {
    if ((lines.at(-1) + word).length > most) lines.push("");
    lines.push(`${lines.pop()} ${word}`.trim());
  }
  return lines.slice(0, 2).join("<br>");
}
