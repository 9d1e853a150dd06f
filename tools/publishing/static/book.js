// On a narrow screen the list of sections stands before the text: there it is closed at first.
const sections = document.getElementById("on-this-page");
if (sections && matchMedia("(max-width: 60rem)").matches) sections.open = false;

// Opens and closes all answers of a page at once.
const button = document.getElementById("unfold");
if (button) {
  const answers = [...document.querySelectorAll("main details")];
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
