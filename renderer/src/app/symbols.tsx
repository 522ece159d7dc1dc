import type { ReactNode } from 'react';

function Symbol16({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const Logo = () => (
  <Symbol16>
    <path d="M1 14 15 10.5" strokeWidth="1.6" />
    <path d="M3 10.8 13.6 8.2 12 4.2 3 6.4Z" fill="currentColor" stroke="none" />
  </Symbol16>
);

export const ListSymbol = () => (
  <Symbol16>
    <path d="M2.5 3.5h11M2.5 8h11M2.5 12.5h11" strokeWidth="1.4" />
  </Symbol16>
);

export const BookSymbol = () => (
  <Symbol16>
    <path d="M3.5 2.5h9v11h-9zM6 5.5h4M6 8h4M6 10.5h2.5" />
  </Symbol16>
);

export const GaugeSymbol = () => (
  <Symbol16>
    <circle cx="8" cy="8" r="2" />
    <path d="M8 1.8v2.4M8 11.8v2.4M1.8 8h2.4M11.8 8h2.4M3.6 3.6l1.7 1.7M10.7 10.7l1.7 1.7M12.4 3.6l-1.7 1.7M5.3 10.7l-1.7 1.7" />
  </Symbol16>
);
