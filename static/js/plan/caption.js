// Counts a caption as one types, as promo/plan/limits.py does.
const HASHTAG = /(?<![\p{L}\p{N}_&/])#([\p{L}\p{N}_]+)/gu;
const MENTION = /(?<![\p{L}\p{N}_.@/])@([\p{L}\p{N}_][\p{L}\p{N}_.]*)/gu;

for (const shown of document.querySelectorAll("[data-counts]")) {
  const field = document.querySelector(`[data-count="${shown.dataset.counts}"]`);
  const most = ["characters", "hashtags", "mentions"].map((name) => [name, Number(shown.dataset[name])]);
  const refresh = () => {
    const text = field.value.replace(/\r\n/g, "\n");
    const counts = {
      characters: text.length,
      hashtags: [...text.matchAll(HASHTAG)].filter(([, tag]) => !/^\p{Nd}+$/u.test(tag)).length,
      mentions: [...text.matchAll(MENTION)].length,
    };
    const over = most.some(([name, limit]) => counts[name] > limit);
    let said = shown.dataset.text;
    for (const [name, limit] of most) {
      said = said.replace(`{${name}}`, counts[name].toLocaleString(document.documentElement.lang));
      said = said.replace(`{most_${name}}`, limit.toLocaleString(document.documentElement.lang));
    }
    shown.textContent = over ? `${said} · ${shown.dataset.over}` : said;
    shown.classList.toggle("plan-over", over);
  };
  field.addEventListener("input", refresh);
  refresh();
}
