import { Component, type ReactNode } from 'react';
import { requestIdOf } from '../api/client.ts';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { Button } from './button.tsx';
import styles from './states.module.css';
import { Note } from './states.tsx';

const Broken = ({ error, again }: { readonly error: unknown; readonly again: () => void }) => {
  const words = useWords(shellWords);
  const id = requestIdOf(error);
  return (
    <Note
      icon="warning"
      role="alert"
      title={words.brokenTitle}
      action={<Button onClick={again}>{words.retry}</Button>}
    >
      <p>{words.brokenText}</p>
      <p className={styles.id}>
        {id ? words.requestId(id) : error instanceof Error ? error.message : String(error)}
      </p>
    </Note>
  );
};

interface Props {
  readonly children: ReactNode;
  /** Another thing is shown: what was broken before is forgotten. */
  readonly about?: string;
}

/** Keeps what breaks to its own part of the page. */
export class ErrorBoundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override componentDidUpdate(before: Props) {
    if (before.about !== this.props.about && this.state.error !== null)
      this.setState({ error: null });
  }
  override render() {
    return this.state.error === null ? (
      this.props.children
    ) : (
      <Broken error={this.state.error} again={() => this.setState({ error: null })} />
    );
  }
}
