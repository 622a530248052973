import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

const Say = createContext<(text: string) => void>(() => undefined);

/** A live region for things that happen without moving the focus. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ text: "", turn: 0 });
  const say = useCallback((text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 })), []);
  return (
    <Say.Provider value={say}>
      {children}
      <div className="dw-hidden" role="status" aria-live="polite">
        {/* A fresh element each time, so that the same sentence is read twice. */}
        <span key={said.turn}>{said.text}</span>
      </div>
    </Say.Provider>
  );
}

/** Says a sentence to people who listen to the screen. */
export function useSay(): (text: string) => void {
  return useContext(Say);
}
