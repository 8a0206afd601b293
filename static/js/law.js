// What the law says of a channel is shown while that channel is chosen.
const channel = document.getElementById("channel");
const notices = document.querySelectorAll("[data-channels]");

function show() {
  for (const notice of notices) notice.hidden = !notice.dataset.channels.split(" ").includes(channel.value);
}

if (channel && notices.length) {
  channel.addEventListener("change", show);
  show();
}
