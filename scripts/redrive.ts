import { SQSClient } from '@aws-sdk/client-sqs';
import { queueNameOf, redrive } from '#shared/adapters/aws/redrive.ts';

/** `npm run redrive -- QUEUE [--dry-run]`: sends dead letters where they were meant to go. */
const main = async (): Promise<void> => {
  const [from, ...flags] = process.argv.slice(2);
  if (from === undefined || !from.endsWith('dead-letters')) {
    process.stderr.write(
      'which queue? npm run redrive -- bauhaus-production-notifications-dead-letters [--dry-run]\n',
    );
    process.exitCode = 1;
    return;
  }
  const count = await redrive(new SQSClient({}), queueNameOf(from), {
    dryRun: flags.includes('--dry-run'),
  });
  process.stdout.write(`${count} messages\n`);
};

await main();
