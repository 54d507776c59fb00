import { evaluate } from '../evaluate.ts';
import { type Outcome, Utterance } from '../utterance.ts';

const said = (line: object): Promise<Outcome> =>
  evaluate(Utterance.parse({ id: 'x', language: 'es', ...line }));
const trip = { departure: '2027-08-10T16:20' };

describe('a line of an evaluation', () => {
  it('has the handoff of an earlier text, and the answer to the last one only', async () => {
    const outcome = await said({
      before: ['quiero hablar con una persona'],
      text: '¿a qué hora sale mi vuelo?',
    });
    expect(outcome).toMatchObject({ handoff: { reason: 'asked', severity: 'normal' } });
    expect(outcome.reply).toContain('16:20');
    expect(outcome.reply).not.toContain('persona');
  });

  it('has answers to open questions that earlier texts asked before the last text', async () => {
    const { reply } = await said({
      before: ['¿se puede tomar agua de la canilla?'],
      text: '¿qué puerta es?',
      context: { trip, flight: { gate_origin: 'B44' } },
    });
    expect(reply).toContain('B44');
    expect(reply).not.toContain('persona');
  });

  it('has a flight that agrees with what was told', async () => {
    const cancelled = await said({ text: 'estado del vuelo', context: { told: ['cancelled'] } });
    expect(cancelled.reply).toMatch(/cancel/i);
    const delayed = await said({
      text: '¿a qué hora sale mi vuelo?',
      context: { trip, told: { kind: 'delayed', minutes: 60 } },
    });
    expect(delayed.reply).toContain('17:20');
  });

  it('knows who has opted out, before or by the last text', async () => {
    expect(await said({ text: 'BAJA' })).toMatchObject({ optedOut: true });
    expect(await said({ text: 'hola', context: { trip, optedOut: true } })).toMatchObject({
      optedOut: true,
    });
    expect(await said({ text: 'hola' })).toMatchObject({ optedOut: false });
  });

  it('has no trip that the agency has withdrawn', async () => {
    const { reply } = await said({
      text: 'puerta?',
      context: { withdrawn: true, flight: { gate_origin: 'B44' } },
    });
    expect(reply).not.toContain('B44');
  });

  it('has the agency by the name of the file', async () => {
    const { reply } = await said({
      text: 'quiero hablar con una persona',
      context: { agency: { name: 'Sol y Mar' } },
    });
    expect(reply).toContain('Sol y Mar');
  });

  it('is in a language that nobody here speaks, and is evaluated all the same', async () => {
    expect(await said({ language: 'fr', text: 'bonjour' })).toMatchObject({ id: 'x' });
  });

  it('about a trip that cannot be booked says why', async () => {
    await expect(said({ text: 'hola', context: { trip: { originIata: 'XQX' } } })).rejects.toThrow(
      /could not be booked/,
    );
  });
});
