import { CopyButton } from "./Copy";

/** Text for machines, as it is. */
export function CodeBlock({ text, what }: { text: string; what: string }) {
  return (
    <div>
      <pre className="dw-code" tabIndex={0} aria-label={what}>
        {text}
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}
