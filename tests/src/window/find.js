// Finds what can be seen by role and accessible name. A small reading of the ARIA rules: enough for a page whose controls
// are native or say their role, and strict enough that a control without a name is not found at all.
const [role, how, text] = arguments;

const tidy = (words) => (words ?? "").replace(/\s+/g, " ").trim();

const inputRoles = {
  button: "button", submit: "button", reset: "button", checkbox: "checkbox", radio: "radio", range: "slider",
  number: "spinbutton", search: "searchbox",
};
const tagRoles = {
  a: "link", button: "button", textarea: "textbox", select: "combobox", nav: "navigation", main: "main", dialog: "dialog",
  ul: "list", ol: "list", li: "listitem", table: "table", tr: "row", td: "cell", th: "columnheader", img: "img",
  progress: "progressbar", aside: "complementary", header: "banner", section: "region", form: "form", summary: "button",
  option: "option", output: "status", h1: "heading", h2: "heading", h3: "heading", h4: "heading",
};

const roleOf = (element) => {
  const given = element.getAttribute("role");
  if (given) return given.split(" ")[0];
  const tag = element.tagName.toLowerCase();
  if (tag === "input") return element.hasAttribute("list") ? "combobox" : (inputRoles[element.type] ?? "textbox");
  return tagRoles[tag];
};

const readable = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
  return node.getAttribute("aria-label") ?? [...node.childNodes].map(readable).join(" ");
};

const byIds = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean).map(readable).join(" ");

const nameOf = (element) => {
  const ids = element.getAttribute("aria-labelledby");
  if (ids && tidy(byIds(ids))) return byIds(ids);
  if (element.getAttribute("aria-label")) return element.getAttribute("aria-label");
  if (element.labels?.length) return [...element.labels].map(readable).join(" ");
  if (element.matches("img")) return element.alt;
  if (element.matches("input, select, textarea")) return element.title;
  return readable(element) || element.title;
};

// A native box may be drawn by a sibling that lies over it; it still takes the person's click, so it counts as seen.
const seen = (element) =>
  !element.closest("[aria-hidden=true], [inert]") &&
  element.getClientRects().length > 0 &&
  getComputedStyle(element).visibility !== "hidden";

const matches = {
  is: (name) => name === text,
  begins: (name) => name.startsWith(text),
  has: (name) => name.includes(text),
}[how];

return [...document.querySelectorAll("*")].filter(
  (element) => roleOf(element) === role && seen(element) && matches(tidy(nameOf(element))),
);
