import { Note } from "../design/Note";
import type { LackView } from "../generated/contract";
import { t } from "../phrases";

/** What a cloud does not have, said before anybody runs into it. */
export function SignInLacks({ lacks }: { lacks: readonly LackView[] }) {
  if (lacks.length === 0) return null;
  return (
    <Note tone="brand" title={t("signIn.lacksTitle")}>
      <ul className="dw-small">
        {lacks.map((lack) => (
          <li key={lack.code}>{lack.text}</li>
        ))}
      </ul>
    </Note>
  );
}
