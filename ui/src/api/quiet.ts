import { useEffect, useState } from "react";

/** A value that follows another after a short quiet. */
export function useQuiet<T>(value: T, ms = 200): T {
  const [quiet, setQuiet] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return quiet;
}
