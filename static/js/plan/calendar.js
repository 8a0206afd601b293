// The calendar. All times are wall times of the client: the browser's own zone never enters.
import { ask, send, tell } from "./send.js";

const { Calendar, Interaction } = window.FullCalendar;
const place = document.querySelector("[data-calendar]");
const data = place.dataset;
const words = JSON.parse(data.words);
const icons = JSON.parse(data.icons);
const filters = Object.entries(JSON.parse(data.filters)).filter(([, value]) => value);
const editable = "editable" in data;
const narrow = matchMedia("(width < 700px)").matches;
const views = { month: "dayGridMonth", week: "timeGridWeek", list: "listMonth" };
const NOON = "12:00";

const address = (template, id) => template.replace(/\/0(?=\/|$)/, `/${id}`);
const wall = (date) => date.toISOString().slice(0, 16);

function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${icons.sprite}#${name}`);
  drawing.append(use);
  return drawing;
}

function piece(className, ...content) {
  const made = document.createElement("span");
  made.className = className;
  made.append(...content);
  return made;
}

function card({ event }) {
  const { status, kind, page, client, who } = event.extendedProps;
  const place = [client && !data.client ? client : null, page ? `@${page}` : null].filter(Boolean).join(" · ");
  const line = piece(
    "plan-event-line",
    icon(icons.statuses[status]),
    piece("visually-hidden", `${words.statuses[status]}, ${words.kinds[kind]}: `),
    piece("plan-event-time", event.allDay ? "" : wall(event.start).slice(11)),
    piece("plan-event-title", event.title),
  );
  const whole = piece("plan-event-body", line, piece("plan-event-place", place));
  whole.title = [words.statuses[status], words.kinds[kind], event.title, place, who].filter(Boolean).join("\n");
  return { domNodes: [whole] };
}

async function move(event, at, version, status) {
  if (["approved", "scheduled"].includes(status) && !(await ask(words.approved, words.move))) return null;
  const answer = await send(address(data.move, event), data.token, { at, version }).catch(() => null);
  if (!answer) tell(words.failed, "danger");
  else tell(answer.message ?? words.failed, answer.ok ? "success" : "danger");
  return answer;
}

const calendar = new Calendar(place, {
  locale: data.locale,
  timeZone: "UTC",
  initialView: views[data.view] ?? (narrow ? views.list : views.month),
  initialDate: data.first.slice(0, 7) === data.today.slice(0, 7) ? data.today : data.first,
  now: data.now,
  headerToolbar: { start: "prev,next today", center: "title", end: "dayGridMonth,timeGridWeek,listMonth" },
  buttons: { dayGridMonth: { text: words.month }, timeGridWeek: { text: words.week }, listMonth: { text: words.list } },
  height: "auto",
  views: { timeGridWeek: { height: 720 } },
  nowIndicator: true,
  navLinks: true,
  dayMaxEvents: 5,
  allDaySlot: false,
  scrollTime: "08:00:00",
  defaultTimedEventDuration: "00:30",
  forceEventDuration: true,
  eventDisplay: "block",
  noEventsContent: words.empty,
  editable,
  eventDurationEditable: false,
  droppable: editable,
  dragRevertDuration: 150,
  eventContent: card,
  eventClass: ({ event }) => `plan-event plan-event-${event.extendedProps.status}`,
  events: async (range) => {
    const query = new URLSearchParams([...filters, ["start", wall(range.start)], ["end", wall(range.end)]]);
    const answer = await fetch(`${data.events}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(words.failed);
    return (await answer.json()).map((one) => ({
      ...one,
      id: String(one.id),
      url: address(data.item, one.id),
      startEditable: editable && one.status !== "published",
    }));
  },
  eventDrop: async ({ event, revert }) => {
    const { version, status } = event.extendedProps;
    const answer = await move(event.id, wall(event.start), version, status);
    if (!answer?.ok) revert();
    if (answer) calendar.refetchEvents();
  },
  eventReceive: async ({ event, revert }) => {
    const { version, status } = event.extendedProps;
    const at = event.allDay ? `${event.startStr.slice(0, 10)}T${NOON}` : wall(event.start);
    const row = document.querySelector(`.plan-idea[data-id="${event.id}"]`);
    revert();
    const answer = await move(event.id, at, version, status);
    if (answer?.ok) row?.remove();
    calendar.refetchEvents();
  },
  dateClick: ({ dateStr }) => {
    if (!data.new) return;
    const at = dateStr.length > 10 ? dateStr.slice(0, 16) : `${dateStr}T${NOON}`;
    location.href = `${data.new}?at=${at}`;
  },
  datesSet: ({ view }) => {
    const url = new URL(location);
    const middle = view.currentStart;
    url.searchParams.set("date", wall(middle).slice(0, 10));
    url.searchParams.set("view", Object.keys(views).find((key) => views[key] === view.type) ?? "month");
    history.replaceState(history.state, "", url);
  },
});

place.hidden = false;
for (const other of document.querySelectorAll("[data-without-script]")) other.hidden = true;
calendar.render();

const ideas = document.querySelector("[data-ideas]");
if (editable && ideas) {
  new Interaction.Draggable(ideas, {
    itemSelector: ".plan-idea",
    eventData: (row) => ({
      id: row.dataset.id,
      title: row.dataset.title,
      extendedProps: { version: row.dataset.version, status: row.dataset.status, kind: row.dataset.kind },
    }),
  });
}
document.documentElement.dataset.calendar = "ready";
