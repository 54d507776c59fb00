import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { MessageTo } from '../api/notices.ts';
import { meQuery } from '../api/queries.ts';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { Button } from './button.tsx';
import { useCommands } from './commands.ts';

/**
 * Writes to those who are at hand, by its button or by `m`: it opens the page of the message, which
 * sends nothing before it was seen. Not there for who may not write to many.
 */
export const MessageButton = ({
  to,
  label,
}: {
  readonly to: MessageTo;
  readonly label?: string | undefined;
}) => {
  const { message } = useWords(shellWords);
  const text = label ?? message;
  const navigate = useNavigate();
  const role = useQuery(meQuery).data?.role;
  const isOffered = role !== undefined && role !== 'limited';
  const open = (): void => void navigate({ to: '/messages/new', search: to });
  useCommands(isOffered ? [{ key: 'm', label: text, run: open }] : []);
  return (
    isOffered && (
      <Button icon="send" keyHint="m" onClick={open}>
        {text}
      </Button>
    )
  );
};
