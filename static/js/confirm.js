// A form with data-confirm="question" asks first. Without JavaScript it is simply sent.
const dialog = document.getElementById("confirm");
const question = document.getElementById("confirm-question");
const [no, yes] = dialog.querySelectorAll("button");
let asked = null;

document.addEventListener(
  "submit",
  (event) => {
    const { form, submitter } = { form: event.target, submitter: event.submitter };
    const text = submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!text || form === asked?.form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    question.textContent = text;
    yes.textContent = form.dataset.confirmAction || yes.textContent;
    asked = { form, submitter };
    dialog.showModal();
    no.focus();
  },
  true,
);

no.addEventListener("click", () => dialog.close());
yes.addEventListener("click", () => {
  const { form, submitter } = asked;
  form.requestSubmit(submitter);
  dialog.close();
});
dialog.addEventListener("close", () => {
  asked = null;
});
