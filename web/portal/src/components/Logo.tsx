/** A lens rising over the shore: the mark of the product. */
export function Logo({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="#0b5563" />
      <circle cx="16" cy="12.2" r="5.2" fill="none" stroke="#f3c980" strokeWidth="2.4" />
      <circle cx="16" cy="12.2" r="1.5" fill="#f3c980" />
      <g fill="none" strokeLinecap="round">
        <path d="M4.5 20.6c2.9 0 2.9 2.2 5.75 2.2s2.9-2.2 5.75-2.2 2.9 2.2 5.75 2.2 2.9-2.2 5.75-2.2" stroke="#fff" strokeWidth="2.2" />
        <path d="M8 26.2c2 0 2 1.5 4 1.5s2-1.5 4-1.5 2 1.5 4 1.5 2-1.5 4-1.5" stroke="#8fd3dc" strokeWidth="1.9" />
      </g>
    </svg>
  );
}
