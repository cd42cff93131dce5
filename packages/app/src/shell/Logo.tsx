/** The mark: a tower that rises step by step, and what took off from it. */
export function LogoMark({ size = 28 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      role="img"
      aria-label="Flytower"
    >
      <rect width="32" height="32" rx="7" fill="#2d2856" />
      <g fill="#b9a8ff">
        <rect x="8" y="21" width="16" height="4" rx="1" />
        <rect x="10" y="15" width="12" height="4" rx="1" />
        <rect x="12" y="9" width="8" height="4" rx="1" />
      </g>
      <circle cx="25" cy="7" r="2.5" fill="#ffffff" />
    </svg>
  );
}
