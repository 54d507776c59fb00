import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { Button } from './button.tsx';
import styles from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
  /** The buttons below; the way out is always there. */
  readonly actions?: ReactNode;
  readonly isWide?: boolean;
}

/** Something that must be answered or read before going on. Escape leaves it. */
export const Dialog = ({ title, isOpen, close, children, actions, isWide }: DialogProps) => {
  const words = useWords(shellWords);
  return (
    <ModalOverlay
      className={styles.veil}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : close())}
      isDismissable
    >
      <Modal className={`${styles.modal} ${isWide ? styles.wide : ''}`}>
        <AriaDialog className={styles.dialog}>
          <header className={styles.head}>
            <Heading slot="title">{title}</Heading>
            <Button look="bare" icon="close" label={words.close} onClick={close} />
          </header>
          <div className={styles.body}>{children}</div>
          {actions && (
            <footer className={styles.foot}>
              <Button look="bare" onClick={close}>
                {words.cancel}
              </Button>
              {actions}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};
