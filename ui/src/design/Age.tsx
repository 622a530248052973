import { useNow } from "../api/clock";
import { ageText } from "../phrases/time";

/** How old a fact is, ticking. */
export function Age({ of, render }: { of: string; render?: (age: string) => string }) {
  const now = useNow();
  const age = ageText(of, now);
  return (
    <time dateTime={of} title={new Date(of).toLocaleString()}>
      {render ? render(age) : age}
    </time>
  );
}
