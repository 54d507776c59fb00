import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { conversationQuery } from '../../api/queries.ts';
import { useCommands } from '../../parts/commands.ts';
import { Shown } from '../../parts/states.tsx';
import { Thread } from '../../parts/thread.tsx';
import { WhyOfTrip } from '../../parts/why-dialog.tsx';
import { useWords } from '../../words/language.ts';
import { nowWords } from '../../words/now.ts';
import styles from './incident.module.css';

const lastFew = 4;

/** The last words of a conversation, and the way to answer. */
export const ConversationPreview = ({ id }: { readonly id: string }) => {
  const words = useWords(nowWords);
  const navigate = useNavigate();
  const query = useQuery(conversationQuery(id));
  const reply = () => void navigate({ to: '/inbox', search: { conversation: id } });
  useCommands([{ key: 'r', label: words.reply, run: reply }]);
  return (
    <section className={styles.section}>
      <h3>{words.lastWords}</h3>
      <Shown query={query} rows={3}>
        {({ messages }) => <Thread messages={messages.slice(-lastFew)} isShort />}
      </Shown>
      <div className={styles.actions}>
        <span className={styles.onward}>
          <Link to="/inbox" search={{ conversation: id }}>
            {words.openConversation}
          </Link>
        </span>
        <WhyOfTrip tripId={query.data?.tripIds[0]} />
      </div>
    </section>
  );
};
