import styles from './logo.module.css';

/** The mark: a square, a circle and a triangle on their way. */
export const Logo = ({ size = 26 }: { readonly size?: number }) => (
  <svg
    className={styles.logo}
    width={size}
    height={size}
    viewBox="0 0 32 32"
    aria-hidden="true"
    focusable="false"
  >
    <rect width="32" height="32" rx="7" />
    <circle cx="11" cy="11.5" r="5" />
    <path d="M17.5 6.5H26V15z" />
    <rect x="6" y="20" width="20" height="5.5" rx="0.5" />
  </svg>
);
