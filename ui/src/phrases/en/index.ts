import { catalog } from "./catalog";
import { error } from "./error";
import { explain } from "./explain";
import { frame } from "./frame";
import { home } from "./home";
import { journal } from "./journal";
import { onboard } from "./onboard";
import { onboardPages } from "./onboard-pages";
import { onboardProof } from "./onboard-proof";
import { register } from "./register";
import { settings } from "./settings";
import { signIn } from "./sign-in";
import { undo } from "./undo";

/** English, the complete language: one file for each part of the interface. Gaps stand in braces; `.one` and `.many` are chosen by number. */
export const en = { ...frame, ...signIn, ...home, ...settings, ...register, ...onboard, ...onboardPages, ...onboardProof, ...catalog, ...explain, ...undo, ...journal, ...error } as const;
