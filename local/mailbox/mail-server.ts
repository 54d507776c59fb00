import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import PostalMime, { type Address } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';

/** A mail that the server has taken. */
export interface ReceivedMail {
  readonly id: string;
  readonly receivedAt: Instant;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Null: it has a text only. */
  readonly html: string | null;
  readonly messageId: string;
  /** How often it came: those with one Message-ID are one mail, as mailboxes have it. */
  readonly copies: number;
}

/** A mail server of this machine: it keeps what it takes and passes nothing on. */
export interface MailServer {
  /** Where it takes mail: `smtp://127.0.0.1:…`. */
  readonly url: string;
  /** The newest first. */
  all(): readonly ReceivedMail[];
  /** Calls the listener with each mail; the result unsubscribes it. */
  subscribe(listener: (mail: ReceivedMail) => void): () => void;
  close(): Promise<void>;
}

const mostMails = 200;
const mostBytes = 5_000_000;
/** Before the mail as it came: what its own headers do not say. */
const receivedHeader = 'X-Received-At';
const suffix = '.eml';

/** What happens to mail for some addresses, to be tried out. */
export const failingMailboxes: readonly {
  readonly name: string;
  readonly code: number;
  readonly what: string;
}[] = [
  { name: 'refused', code: 550, what: 'no such mailbox: refused for good' },
  { name: 'busy', code: 451, what: 'not now: may be tried again' },
];

const parse = async (id: string, raw: Buffer): Promise<ReceivedMail> => {
  const mail = await PostalMime.parse(raw);
  const header = (name: string) =>
    mail.headers.find(({ key }) => key === name.toLowerCase())?.value ?? '';
  const people = (list: readonly Address[]) =>
    list.map(({ name, address }) => (name ? `${name} <${address}>` : (address ?? ''))).join(', ');
  return {
    id,
    receivedAt: header(receivedHeader),
    from: people(mail.from ? [mail.from] : []),
    to: people(mail.to ?? []),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? null,
    messageId: mail.messageId ?? '',
    copies: 1,
  };
};

const stored = async (folder: string): Promise<ReceivedMail[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith(suffix));
  const mails = await Promise.all(
    names.map(async (name) =>
      parse(name.slice(0, -suffix.length), await readFile(join(folder, name))),
    ),
  );
  return mails.sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
};

const failure = (address: string): Error | null => {
  const found = failingMailboxes.find(({ name }) => address.split('@', 1)[0] === name);
  return found ? Object.assign(new Error(found.what), { responseCode: found.code }) : null;
};

/**
 * Starts the mail server of one machine, for its own processes alone, and keeps the newest mails in
 * a folder.
 */
export const startMailServer = async (options: {
  readonly folder: string;
  readonly clock: Clock;
}): Promise<MailServer> => {
  const { folder, clock } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const mails = await stored(folder);
  const listeners = new Set<(mail: ReceivedMail) => void>();

  const take = async (raw: Buffer): Promise<void> => {
    const id = randomUUID();
    const bytes = Buffer.concat([Buffer.from(`${receivedHeader}: ${clock.now()}\r\n`), raw]);
    const mail = await parse(id, bytes);
    const earlier = mails.findIndex(({ messageId }) => messageId === mail.messageId);
    const [former] = mail.messageId === '' || earlier === -1 ? [] : mails.splice(earlier, 1);
    const kept = former ? { ...former, copies: former.copies + 1 } : mail;
    if (!former) await writeFile(join(folder, id + suffix), bytes, { mode: 0o600 });
    mails.push(kept);
    for (const old of mails.splice(0, Math.max(0, mails.length - mostMails)))
      await rm(join(folder, old.id + suffix), { force: true });
    for (const listener of listeners) listener(kept);
  };

  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: mostBytes,
    disableReverseLookup: true,
    closeTimeout: 500,
    onRcptTo: ({ address }, _, done) => done(failure(address)),
    onData: (stream, _, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('too large'), { responseCode: 552 }));
          return;
        }
        take(Buffer.concat(pieces)).then(
          () => done(),
          () => done(Object.assign(new Error('not kept'), { responseCode: 451 })),
        );
      });
    },
  });
  // A connection that was cut off is its client's to complain about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo; // it listens on TCP
  return {
    url: `smtp://127.0.0.1:${port}`,
    all: () => mails.toReversed(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
