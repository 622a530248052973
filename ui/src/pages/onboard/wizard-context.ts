import { createContext, useContext } from "react";
import type { Preview } from "../../api/preview";
import type { Answers, Page, RunView, SessionView, WireError } from "../../generated/contract";

/** What a wizard page works with. */
export interface WizardTools {
  readonly run: RunView;
  readonly session: SessionView;
  /** What the boxes show; ahead of `run.answers` while the person types. */
  readonly answers: Answers;
  readonly edit: (change: Partial<Answers>) => void;
  /** Something typed is not kept yet. */
  readonly pending: boolean;
  readonly page: Page;
  readonly preview: Preview;
  /** Makes the previewed changes, after asking for the tenant where that was not done yet. */
  readonly apply: () => void;
  readonly applying: boolean;
  /** Why the last apply failed. */
  readonly error: WireError | undefined;
  readonly visit: (page: Page) => void;
}

export const WizardContext = createContext<WizardTools | null>(null);

/** The tools of the wizard around this page. */
export function useWizard(): WizardTools {
  const tools = useContext(WizardContext);
  if (!tools) throw new Error("a wizard page stands outside the wizard");
  return tools;
}

/** What is wrong with an input: the failed apply's word first, then a finding of the preview. */
export function useFieldTrouble(field: string): string | undefined {
  const { error, preview } = useWizard();
  if (error?.field === field) return error.message;
  return preview.plan?.findings.find((one) => one.field === field && one.severity === "blocks")?.message;
}

/** The pages in order. */
export const pageOrder: readonly Page[] = [
  "application",
  "urls",
  "certificate",
  "test_user",
  "assignment",
  "application_side",
  "test_sso",
  "done",
];

/** The page after, and the page before. */
export function neighbours(page: Page): { next: Page | undefined; previous: Page | undefined } {
  const at = pageOrder.indexOf(page);
  return { next: pageOrder[at + 1], previous: pageOrder[at - 1] };
}
