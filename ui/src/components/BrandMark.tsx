/** A doorway, in the brand's colour. */
export function BrandMark() {
  return (
    <svg width="16" height="20" viewBox="0 0 16 20" fill="none" aria-hidden>
      <path d="M2 19V8a6 6 0 0 1 12 0v11" stroke="currentColor" strokeWidth="2" strokeLinecap="square" />
    </svg>
  );
}
