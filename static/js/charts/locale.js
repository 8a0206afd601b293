// What plotly knows of the reader's language, taken from the browser.
const MONTHS = Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1));
const WEEKDAYS = Array.from({ length: 7 }, (_, day) => new Date(2026, 1, 1 + day)); // 1 February 2026 was a Sunday
export const DAY_FORMATS = { en: "%b %-d, %Y", ru: "%-d %b %Y" };
export const TICK_FORMATS = { en: ["%b %-d\n%Y", "%b\n%Y"], ru: ["%-d %b\n%Y", "%b\n%Y"] };
export const language = document.documentElement.lang in DAY_FORMATS ? document.documentElement.lang : "en";

export function locale() {
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
