import { templateUnusableCode } from '#shared/domain/message.ts';
import { friendlyName, templatesOf } from '#shared/templates/catalogue.ts';
import { at, Traveller } from './traveller.ts';

describe('a message of which no template can be sent', () => {
  /** Booked; WhatsApp takes no template of a cancellation. */
  const unapproved = (lastInboundAt: string | null = null) => {
    const t = Traveller.booked().readFlight(at('11:00'));
    t.context = { ...t.context, lastInboundAt };
    t.unusable = templatesOf('cancelled', 'es-AR').map(({ name, locale }) =>
      friendlyName(name, locale),
    );
    return t;
  };
  /** The sender found no template, and lets the message wait. */
  const defer = (t: Traveller): void => {
    t.changeEntry('cancelled', { status: 'PENDING', errorCode: templateUnusableCode });
    t.receiveFailure('cancelled', { state: 'retrying' });
  };
  const cancel = (t: Traveller) => {
    t.fate = 'PENDING';
    return t.readFlight(at('12:00'), { phase: 'cancelled' });
  };
  const lastContent = (t: Traveller) =>
    t.effects.findLast(({ type }) => type === 'cancelled')?.content;
  const openKinds = (t: Traveller) =>
    t.context.tasks.map((task) => task.kind).filter((kind) => kind !== 'cancelled');

  it('is free text for a traveller who wrote within the last day, else a template', () => {
    expect(lastContent(cancel(unapproved('2027-03-02T12:10:01.000Z')))).toMatchObject({
      kind: 'text',
      outsideWindow: { kind: 'template' },
    });
    expect(lastContent(cancel(unapproved('2027-03-02T12:09:59.000Z')))).toMatchObject({
      kind: 'template',
    });
    expect(lastContent(cancel(unapproved()))).toMatchObject({ kind: 'template' });
  });

  it('opens a task that names the reason, once, and one for the critical message itself', () => {
    const t = cancel(unapproved());
    defer(t);
    expect(t.context.tasks).toContainEqual({
      kind: 'template_unusable',
      state: 'open',
      facts: { message: 'cancelled', code: templateUnusableCode, attempts: 0 },
    });
    t.readFlight(at('12:20'));
    expect(openKinds(t)).toEqual(['template_unusable', 'critical_unsent']);
    expect(t.effects.filter(({ type }) => type === 'cancelled')).toHaveLength(1);
  });

  it('goes out at the next look where a template can be sent again, and its tasks close', () => {
    const t = cancel(unapproved());
    defer(t);
    t.unusable = [];
    t.fate = 'SENT';
    t.readFlight(at('12:20'));
    expect(t.messageTypes().filter((type) => type === 'cancelled')).toHaveLength(1);
    t.changeEntry('cancelled', { errorCode: null });
    t.readFlight(at('12:30'));
    expect(openKinds(t)).toEqual([]);
    expect(t.effects.filter(({ type }) => type === 'cancelled')).toHaveLength(2);
  });

  it('goes out in free text where the traveller has written meanwhile', () => {
    const t = cancel(unapproved());
    defer(t);
    t.context = { ...t.context, lastInboundAt: at('12:15') };
    t.readFlight(at('12:20'));
    expect(lastContent(t)).toMatchObject({ kind: 'text' });
  });
});
