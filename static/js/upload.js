// Files dropped onto a form are uploaded as if they had been chosen.
for (const form of document.querySelectorAll("[data-upload]")) {
  const field = form.querySelector('input[type="file"]');
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
