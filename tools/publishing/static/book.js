// Opens and closes all answers of a page at once.
const button = document.getElementById("unfold");
if (button) {
  const answers = [...document.querySelectorAll("details")];
  const label = () => {
    const open = answers.every((each) => each.open);
    button.textContent = open ? "Close all answers" : "Open all answers";
    return open;
  };
  button.hidden = answers.length === 0;
  button.addEventListener("click", () => {
    const open = label();
    for (const each of answers) each.open = !open;
    label();
  });
  for (const each of answers) each.addEventListener("toggle", label);
}
