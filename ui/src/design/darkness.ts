import { createContext, useContext } from "react";

/** Whether the dark theme is on. */
export const DarkContext = createContext(false);

/** Whether the dark theme is on, for colours that are not tokens. */
export function useIsDark(): boolean {
  return useContext(DarkContext);
}
