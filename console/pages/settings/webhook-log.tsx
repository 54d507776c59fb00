import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../../api/client.ts';
import { deliveriesQuery } from '../../api/settings.ts';
import { Button } from '../../parts/button.tsx';
import { Chip, type Tone } from '../../parts/chip.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Shown } from '../../parts/states.tsx';
import { Away } from '../../parts/time.tsx';
import { done, failed } from '../../parts/toast.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';
import styles from './settings.module.css';

type Delivery = Schemas['WebhookDelivery'];
const tones: Readonly<Record<Delivery['state'], Tone>> = {
  pending: 'info',
  delivered: 'good',
  failed: 'warn',
  dropped: 'plain',
};

/** What was sent to a system, what it answered, and sending it again. */
export const WebhookLog = ({
  webhook: { id, name, isOn },
  close,
}: {
  readonly webhook: Schemas['Webhook'];
  readonly close: () => void;
}) => {
  const words = useWords(settingsWords);
  const client = useQueryClient();
  const query = useQuery(deliveriesQuery(id));
  const resend = async (deliveryId: string): Promise<void> => {
    try {
      await answer(
        api.POST('/webhooks/{id}/deliveries/{deliveryId}/resend', {
          params: { path: { id, deliveryId } },
        }),
      );
      done(words.resent);
    } catch (error) {
      failed(words.notSaved, error);
    }
    void client.invalidateQueries({ queryKey: ['webhooks'] });
  };
  return (
    <Dialog title={`${words.log}: ${name}`} isOpen isWide close={close}>
      <Shown query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{words.noLog}</p>
          ) : (
            <ul>
              {items.map(({ id: deliveryId, type, state, createdAt, tries }) => {
                const last = tries.at(-1);
                return (
                  <li key={deliveryId} className={styles.row}>
                    <span>
                      <strong lang="en">{type}</strong>
                      <small>
                        <Away at={createdAt} />
                        {last && ` · ${last.status ?? last.error} · ${last.ms} ms`}
                      </small>
                    </span>
                    <Chip tone={tones[state]}>{words.deliveryStates[state]}</Chip>
                    {isOn && state !== 'pending' && (
                      <Button look="bare" onClick={() => void resend(deliveryId)}>
                        {words.resend}
                      </Button>
                    )}
                  </li>
                );
              })}
            </ul>
          )
        }
      </Shown>
    </Dialog>
  );
};
