import type { ReactNode } from 'react';
import { useEffect } from 'react';
import styles from './page.module.css';

interface PageProps {
  readonly title: string;
  /** Beside the title: what can be done with all of it. */
  readonly actions?: ReactNode;
  /** Under the title: what it is about, or where one is. */
  readonly about?: ReactNode;
  readonly children: ReactNode;
  /** The content takes the whole height, and scrolls in its own parts. */
  readonly isFull?: boolean;
}

/** A page: its heading, which is also the name of the tab, and its content. */
export const Page = ({ title, actions, about, children, isFull = false }: PageProps) => {
  useEffect(() => {
    document.title = `${title} · Bauhaus Travel`;
  }, [title]);
  return (
    <div className={isFull ? styles.full : styles.page}>
      <header className={styles.head}>
        <div>
          <h1>{title}</h1>
          {about && <div className={styles.about}>{about}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
};
