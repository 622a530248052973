import { type BrandVariants, createDarkTheme, createLightTheme, type Theme } from "@fluentui/react-components";

/** Doorward's green, sixteen shades from the darkest; 80 is the brand itself. */
const brand: BrandVariants = {
  10: "#02130f",
  20: "#062019",
  30: "#0a2e25",
  40: "#0a3f34",
  50: "#094c3f",
  60: "#085948",
  70: "#095c4c",
  80: "#0b6a58",
  90: "#23806c",
  100: "#3b9581",
  110: "#4fa995",
  120: "#6bbba9",
  130: "#8accbd",
  140: "#a9dccf",
  150: "#c8ebe2",
  160: "#e3f2ee",
};

/** Tokens of our own beside Fluent's; each becomes a CSS variable of the same name. */
export interface DoorwardTokens {
  dwPage: string;
  dwLine: string;
  dwMute: string;
  dwBrandSoft: string;
  dwBrandInk: string;
  dwOk: string;
  dwOkSoft: string;
  dwWarn: string;
  dwWarnSoft: string;
  dwBad: string;
  dwBadSoft: string;
  dwMono: string;
}

export type DoorwardTheme = Theme & DoorwardTokens;

/**
 * The system's own faces, and only those of the system at hand: WebKitGTK looks every missing one up again for each size and
 * weight, which costs the first drawing a tenth of a second.
 */
const faces = {
  windows: { base: '"Segoe UI Variable Text", "Segoe UI", sans-serif', mono: '"Cascadia Mono", Consolas, monospace' },
  mac: { base: "system-ui, -apple-system, sans-serif", mono: 'ui-monospace, "SF Mono", Menlo, monospace' },
  other: { base: "system-ui, sans-serif", mono: "monospace" },
};
const { base: fontFamilyBase, mono: fontFamilyMonospace } = faces[system(navigator.userAgent)];

/** Which system a browser says it runs on. */
export function system(agent: string): keyof typeof faces {
  if (agent.includes("Windows")) return "windows";
  return agent.includes("Mac OS X") ? "mac" : "other";
}

export const light: DoorwardTheme = {
  ...createLightTheme(brand),
  fontFamilyBase,
  fontFamilyMonospace,
  colorNeutralStroke1: "#d6d6d6",
  dwPage: "#fafafa",
  dwLine: "#e3e3e3",
  dwMute: "#5c5c5c",
  dwBrandSoft: "#e3f2ee",
  dwBrandInk: "#0b6a58",
  dwOk: "#0e700d",
  dwOkSoft: "#f1faf1",
  dwWarn: "#835500",
  dwWarnSoft: "#fff8ec",
  dwBad: "#b10e1c",
  dwBadSoft: "#fdf3f4",
  dwMono: fontFamilyMonospace,
};

export const dark: DoorwardTheme = {
  ...createDarkTheme(brand),
  fontFamilyBase,
  fontFamilyMonospace,
  colorNeutralBackground1: "#262626",
  colorNeutralStroke1: "#565656",
  colorBrandBackground: "#4fc2a6",
  colorBrandBackgroundHover: "#6fd0b8",
  colorBrandBackgroundPressed: "#3dad92",
  colorBrandBackgroundSelected: "#4fc2a6",
  colorNeutralForegroundOnBrand: "#08241d",
  colorBrandForeground1: "#4fc2a6",
  colorBrandForeground2: "#6fd0b8",
  colorBrandForegroundLink: "#62ccb2",
  colorBrandForegroundLinkHover: "#85dac6",
  colorBrandForegroundLinkPressed: "#4fc2a6",
  colorCompoundBrandForeground1: "#4fc2a6",
  colorCompoundBrandForeground1Hover: "#6fd0b8",
  colorCompoundBrandBackground: "#4fc2a6",
  colorCompoundBrandBackgroundHover: "#6fd0b8",
  colorCompoundBrandStroke: "#4fc2a6",
  colorNeutralForegroundInverted: "#08241d",
  dwPage: "#1b1b1b",
  dwLine: "#3b3b3b",
  dwMute: "#b8b8b8",
  dwBrandSoft: "#17352e",
  dwBrandInk: "#62ccb2",
  dwOk: "#7bd36f",
  dwOkSoft: "#17301a",
  dwWarn: "#f2c661",
  dwWarnSoft: "#3a2f14",
  dwBad: "#ff9fa9",
  dwBadSoft: "#3d1f22",
  dwMono: fontFamilyMonospace,
};

/** Eight colours that mark tenants, light and dark; a tenant always gets the same one, so its colour becomes familiar. */
const marks: readonly (readonly [light: string, dark: string])[] = [
  ["#6b4fa0", "#b9a3e3"],
  ["#2563a8", "#8ab8ee"],
  ["#a0307a", "#ee9fd2"],
  ["#a84b0c", "#f2ae7c"],
  ["#5e6b12", "#c3d06a"],
  ["#47586b", "#a9bccf"],
  ["#a32638", "#f0979f"],
  ["#0f6f8a", "#76cbe4"],
];

/** The colour that marks a tenant. */
export function tenantMark(colour: number, isDark: boolean): string {
  const pair = marks[((colour % marks.length) + marks.length) % marks.length];
  return pair ? pair[isDark ? 1 : 0] : "#6b4fa0";
}
