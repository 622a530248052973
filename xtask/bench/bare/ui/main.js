import { Button, createDOMRenderer, FluentProvider, RendererProvider, webLightTheme } from "@fluentui/react-components";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const { nonce } = document.querySelector("style");
const renderer = createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});
const button = createElement(Button, null, "Ready");
const themed = createElement(FluentProvider, { theme: webLightTheme }, button);
createRoot(document.getElementById("root")).render(createElement(RendererProvider, { renderer }, themed));
