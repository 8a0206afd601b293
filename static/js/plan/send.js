// What the plan's scripts share: sending a change, and saying what came of it.
export async function send(address, token, values) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token },
    body: new URLSearchParams(values),
  });
  let said = {};
  try {
    said = await answer.json();
  } catch {
    // An error page: its status says enough.
  }
  return { ok: answer.ok, status: answer.status, ...said };
}

// A sentence that everybody notices: on the screen for a while, and read out.
export function tell(text, tone = "success") {
  document.querySelector("[data-calendar-said]")?.replaceChildren(text);
  document.querySelector(".plan-toast")?.remove();
  const toast = document.createElement("div");
  toast.className = `plan-toast alert alert-${tone}`;
  toast.textContent = text;
  document.body.append(toast);
  setTimeout(() => toast.remove(), 8000);
}

// Asks before something is done that takes an approval away; resolves to yes or no.
export function ask(question, yes) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-question").textContent = question;
  const [no, agree] = dialog.querySelectorAll("button");
  const before = agree.textContent;
  agree.textContent = yes;
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => {
    let agreed = false;
    const accept = (event) => {
      event.stopImmediatePropagation();
      agreed = true;
      dialog.close();
    };
    agree.addEventListener("click", accept, { capture: true, once: true });
    dialog.addEventListener(
      "close",
      () => {
        agree.removeEventListener("click", accept, { capture: true });
        agree.textContent = before;
        resolve(agreed);
      },
      { once: true },
    );
  });
}
