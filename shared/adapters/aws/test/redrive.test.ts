import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { redrive } from '../redrive.ts';

/** Queues that hold these dead letters, and what is sent to which of them. */
const queuesWith = (...letters: Message[]) => {
  const sent: { readonly to: string; readonly earlier: string | undefined }[] = [];
  const send = async (command: { readonly input: object }): Promise<object> => {
    if (command instanceof ReceiveMessageCommand) {
      const { MessageSystemAttributeNames: requested = [] } = command.input;
      return {
        Messages: letters.splice(0).map(({ Attributes, ...letter }) => ({
          ...letter,
          ...(requested.includes('ApproximateReceiveCount') && { Attributes }),
        })),
      };
    }
    if (command instanceof SendMessageCommand)
      sent.push({
        to: String(command.input.QueueUrl),
        earlier: command.input.MessageAttributes?.['earlierDeliveries']?.StringValue,
      });
    return { QueueUrl: `queue ${String(Reflect.get(command.input, 'QueueName'))}` };
  };
  return { send, sent };
};
const received = (times: number) => ({ Attributes: { ApproximateReceiveCount: String(times) } });
const attribute = (name: string, StringValue: string) => ({
  MessageAttributes: { [name]: { DataType: 'String', StringValue } },
});

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

describe('a dead letter that is redriven', () => {
  it('goes back to the queue it was given up in, with its deliveries counted on', async () => {
    // Ten by its agent; the eleventh is this receive.
    const queues = queuesWith(
      { Body: '{}', ...received(11) },
      { Body: '{}', ...received(11), ...attribute('earlierDeliveries', '3') },
    );
    expect(await redrive(queues, 'bauhaus-dev-notifications-dead-letters')).toBe(2);
    expect(queues.sent).toEqual([
      { to: 'queue bauhaus-dev-notifications', earlier: '10' },
      { to: 'queue bauhaus-dev-notifications', earlier: '13' },
    ]);
  });

  it('goes for the first time where its rule or schedule could not put it', async () => {
    const target = 'arn:aws:sqs:eu-west-1:123456789012:bauhaus-dev-concierge';
    const queues = queuesWith({ Body: '{}', ...received(4), ...attribute('TARGET_ARN', target) });
    await redrive(queues, 'bauhaus-dev-schedules-dead-letters');
    expect(queues.sent).toEqual([{ to: 'queue bauhaus-dev-concierge', earlier: undefined }]);
  });

  it('stays where a redrive is only tried out', async () => {
    const queues = queuesWith({ Body: '{}', ...received(11) });
    expect(await redrive(queues, 'bauhaus-dev-notifications-dead-letters', { dryRun: true })).toBe(
      1,
    );
    expect(queues.sent).toEqual([]);
  });
});
