import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailServer } from '#local/mailbox/mail-server.ts';
import { systemClock } from '#shared/composition/system.ts';
import { describeStaffMail, type StaffMailUnderTest } from '#shared/testing/staff-mail-contract.ts';
import { createSmtpStaffMail } from '../staff-mail.ts';

const from = { name: 'Bauhaus Travel', address: 'desk@bauhaus.example' };

const overSmtp = async (): Promise<StaffMailUnderTest> => {
  const folder = await mkdtemp(join(tmpdir(), 'mailbox-'));
  const server = await startMailServer({ folder, clock: systemClock });
  const mail = createSmtpStaffMail({ url: server.url, from });
  return {
    mail,
    taken: async () =>
      server
        .all()
        .toReversed()
        .map(({ messageId, ...rest }) => ({ ...rest, identity: messageId })),
    stop: () => server.close(),
    close: async () => {
      mail.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

describeStaffMail('SMTP', overSmtp);

describe('mail by SMTP', () => {
  it('keeps the mailbox over a restart, and copies as one mail', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mailbox-'));
    const message = { to: 'ana@agency.example', subject: 'Hola', text: 'Hola', key: 'one' };
    const first = await startMailServer({ folder, clock: systemClock });
    const mail = createSmtpStaffMail({ url: first.url, from });
    await mail.send(message);
    await mail.send(message);
    expect(first.all().map(({ copies }) => copies)).toEqual([2]);
    mail.close();
    await first.close();
    const second = await startMailServer({ folder, clock: systemClock });
    expect(second.all().map(({ subject, to }) => [subject, to])).toEqual([
      ['Hola', 'ana@agency.example'],
    ]);
    await second.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves this machine encrypted or not at all', async () => {
    const lines: string[] = [];
    const server = createServer((socket) => {
      socket.write('220 mail.example\r\n');
      socket.on('data', (data) => {
        lines.push(String(data).trim());
        socket.write('250 mail.example\r\n');
      });
      socket.on('error', () => undefined);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    // A name of this machine that does not say so, as a server elsewhere has one.
    const mail = createSmtpStaffMail({ url: `smtp://0.0.0.0:${port}`, from });
    await expect(
      mail.send({ to: 'ana@agency.example', subject: 'Hola', text: 'Hola', key: 'one' }),
    ).rejects.toThrow('smtp');
    expect(lines.some((line) => /^(MAIL|RCPT|DATA|AUTH)/i.test(line))).toBe(false);
    mail.close();
    await new Promise((done) => server.close(done));
  });
});
