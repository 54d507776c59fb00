import { type LedgerEntry, templateUnusableCode } from '#shared/domain/message.ts';
import { templatesOf } from '#shared/templates/catalogue.ts';
import { aTripBooked } from '#shared/testing/builders.ts';
import { Traveller } from './traveller.ts';

const at = (clock: string) => `2027-03-03T${clock}:00.000Z`;

describe('a message of which no template can be sent', () => {
  /** Booked, and told nothing else yet; WhatsApp takes no template of a cancellation. */
  const unapproved = (lastInboundAt: string | null = null) => {
    const t = Traveller.booked().reads(at('11:00'));
    t.context = { ...t.context, lastInboundAt };
    t.unusable = templatesOf('cancelled', t.context.trip.language).map((template) => template.name);
    return t;
  };
  const entryOf = (t: Traveller): LedgerEntry => {
    const entry = t.context.ledger.find((e) => e.type === 'cancelled');
    if (!entry) throw new Error('expected word of the cancellation');
    return entry;
  };
  const becomes = (t: Traveller, over: Partial<LedgerEntry>): void => {
    t.context = {
      ...t.context,
      ledger: t.context.ledger.map((e) => (e.id === entryOf(t).id ? { ...e, ...over } : e)),
    };
  };
  /** The sender has found it so, and lets it wait. */
  const waits = (t: Traveller): void => {
    becomes(t, { status: 'PENDING', errorCode: templateUnusableCode });
    t.take({
      ...aTripBooked(t.context.trip, { id: '30000000-0000-4000-8000-000000000001' }),
      type: 'MessageFailed',
      data: {
        messageId: entryOf(t).id,
        type: 'cancelled',
        state: 'retrying',
        permanent: false,
        code: templateUnusableCode,
        attempts: 0,
      },
    });
  };
  const cancelled = (t: Traveller) => {
    t.fate = 'PENDING';
    return t.reads(at('12:00'), { phase: 'cancelled' });
  };
  const content = (t: Traveller) => t.effects.findLast((e) => e.type === 'cancelled')?.content;
  const open = (t: Traveller) =>
    t.context.tasks.map((task) => task.kind).filter((kind) => kind !== 'cancelled');

  it('is said in free text to a traveller who wrote within the last day, and as a template to nobody else', () => {
    expect(content(cancelled(unapproved('2027-03-02T12:10:01.000Z')))).toMatchObject({
      kind: 'text',
      outsideWindow: { kind: 'template' },
    });
    expect(content(cancelled(unapproved('2027-03-02T12:09:59.000Z')))).toMatchObject({
      kind: 'template',
    });
    expect(content(cancelled(unapproved()))).toMatchObject({ kind: 'template' });
  });

  it('opens a task that names the reason, once, and one for the critical message itself', () => {
    const t = cancelled(unapproved());
    waits(t);
    expect(t.context.tasks).toContainEqual({
      kind: 'template_unusable',
      state: 'open',
      facts: { message: 'cancelled', code: templateUnusableCode, attempts: 0 },
    });
    t.reads(at('12:20'));
    expect(open(t)).toEqual(['template_unusable', 'critical_unsent']);
    expect(t.effects.filter((e) => e.type === 'cancelled')).toHaveLength(1);
  });

  it('goes out at the next look where a template can be sent again, and its tasks close', () => {
    const t = cancelled(unapproved());
    waits(t);
    t.unusable = [];
    t.fate = 'SENT';
    t.reads(at('12:20'));
    expect(t.types().filter((type) => type === 'cancelled')).toHaveLength(1);
    becomes(t, { errorCode: null });
    t.reads(at('12:30'));
    expect(open(t)).toEqual([]);
    expect(t.effects.filter((e) => e.type === 'cancelled')).toHaveLength(2);
  });

  it('goes out in free text where the traveller has written meanwhile', () => {
    const t = cancelled(unapproved());
    waits(t);
    t.context = { ...t.context, lastInboundAt: at('12:15') };
    t.reads(at('12:20'));
    expect(content(t)).toMatchObject({ kind: 'text' });
  });
});
