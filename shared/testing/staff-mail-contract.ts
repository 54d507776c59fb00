import { ServiceUnavailable } from '#shared/errors.ts';
import type { StaffMail } from '#shared/ports/staff-mail.ts';

/** A mail as the other side has it. */
export interface TakenMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** What is the same of all copies of a mail. */
  readonly identity: string;
}

/** A mail service with its other side. */
export interface StaffMailUnderTest {
  readonly mail: StaffMail;
  /** What was taken, the oldest first. */
  taken(): Promise<readonly TakenMail[]>;
  /** From now on nobody answers. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

const invitation = {
  to: 'lucia@agency.example',
  subject: 'Invitación: “Viajes del Sur” ✈︎',
  text: 'Hola Lucía,\n\n.te esperamos.\n¡Até amanhã!\n',
  html: '<p>Hola <b>Lucía</b></p>',
  key: 'invitation/1',
};

/**
 * The contract test of `StaffMail`, which every adapter passes. On the other side mail to
 * `refused@…` is refused for good, and to `busy@…` for now.
 */
export const describeStaffMail = (name: string, make: () => Promise<StaffMailUnderTest>): void => {
  describe(`${name} as StaffMail`, () => {
    let world: StaffMailUnderTest;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());

    it('delivers text and page as they were written, from the one sender', async () => {
      expect(await world.mail.send(invitation)).toBe('sent');
      const [mail] = await world.taken();
      expect(mail).toMatchObject({ to: invitation.to, subject: invitation.subject });
      expect(mail?.from).toContain('desk@bauhaus.example');
      expect(mail?.text.trim()).toBe(invitation.text.trim());
      expect(mail?.html).toContain('<b>Lucía</b>');
    });

    it('sends a text alone', async () => {
      const { html: _, ...textOnly } = invitation;
      await world.mail.send(textOnly);
      expect((await world.taken())[0]).toMatchObject({ html: null });
    });

    it('gives copies one identity, and other mails another', async () => {
      await world.mail.send(invitation);
      await world.mail.send({ ...invitation, key: 'invitation/2' });
      await world.mail.send(invitation);
      const identities = new Set((await world.taken()).map(({ identity }) => identity));
      expect(identities.size).toBe(2);
      expect([...identities].join()).not.toContain('invitation');
    });

    it('lets no line of a subject become a header, nor a recipient two', async () => {
      await world.mail.send({ ...invitation, subject: 'Hola\r\nBcc: eva@agency.example' });
      const taken = await world.taken();
      expect(taken).toHaveLength(1);
      expect(taken[0]?.to).toBe(invitation.to);
      expect(taken[0]?.subject).toContain('Bcc: eva@agency.example');
    });

    it('says where it is refused for good, which another try cannot change', async () => {
      expect(await world.mail.send({ ...invitation, to: 'refused@agency.example' })).toBe(
        'refused',
      );
      expect(await world.taken()).toEqual([]);
    });

    it('throws where it may be tried again: not now, and no answer', async () => {
      await expect(world.mail.send({ ...invitation, to: 'busy@agency.example' })).rejects.toThrow(
        ServiceUnavailable,
      );
      await world.stop();
      await expect(world.mail.send(invitation)).rejects.toThrow(ServiceUnavailable);
    });
  });
};
