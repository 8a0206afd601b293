// The address a blogger is given, as one types: what promo/campaigns/placements/links.py builds when it is saved.

const TAGS = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];

function encode(value) {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function build(link, tags) {
  const wanted = TAGS.filter((name) => tags[name]);
  if (!link || !wanted.length) return link;
  const [, whole, fragment] = link.match(/^([^#]*)(.*)$/s);
  const at = whole.indexOf("?");
  const [address, query] = at < 0 ? [whole, ""] : [whole.slice(0, at), whole.slice(at + 1)];
  const parts = query.split("&").filter((part) => part && !wanted.includes(part.split("=")[0].toLowerCase()));
  return `${address}?${[...parts, ...wanted.map((name) => `${name}=${encode(tags[name])}`)].join("&")}${fragment}`;
}

const preview = document.querySelector("[data-built-link]");
if (preview) {
  const form = preview.closest("form");
  const field = (name) => form.elements.namedItem(name);
  let suggested = preview.dataset.source;

  const handle = (typed) => {
    const name = typed.trim().toLowerCase().match(/^(?:(?:https?:\/\/)?(?:www\.)?instagram\.com\/)?@?([a-z0-9._]+)/);
    return name ? name[1] : "";
  };

  // The source follows the blogger until somebody writes another one.
  field("blogger").addEventListener("input", () => {
    const source = field("utm_source");
    if (source.value.trim() !== suggested) return;
    suggested = handle(field("blogger").value);
    source.value = suggested;
  });

  const show = () => {
    const tags = Object.fromEntries(TAGS.map((name) => [name, field(name).value.trim()]));
    preview.value = build(field("link").value.trim(), tags);
  };
  form.addEventListener("input", show);
  show();
}
