import { minute, second } from '#shared/domain/instant.ts';
import type { TwilioSimulator } from './simulators/twilio/simulator.ts';

interface Words {
  readonly from: string;
  readonly name: string;
  /** After the start, in real time: messages of the agency come first. */
  readonly afterMs: number;
  readonly body: string;
}

/** Who of the demo needs a person: a mother whose children’s flight is cancelled, and a wish. */
const words: readonly Words[] = [
  {
    from: '+5491155550101',
    name: 'Lucía Ferreyra',
    afterMs: 40 * second,
    body:
      'Hola! Escribieron mal mi apellido en el pasaje. ' +
      'Quiero hablar con una persona, por favor',
  },
  {
    from: '+5491155550108',
    name: 'Carolina Sosa',
    afterMs: 2 * minute + 30 * second,
    body:
      'Cancelaron el vuelo de los chicos?? Están solos en el aeropuerto, ' +
      'necesito que alguien me llame ya',
  },
];

/** Lets travellers of the demo write, once; nothing that must not be cut off. */
export const writeDemoWords = (twilio: Pick<TwilioSimulator, 'receive'>, to: string): void => {
  for (const { from, name, afterMs, body } of words)
    setTimeout(() => {
      twilio.receive({ from, to, body, profileName: name }).catch(() => undefined);
    }, afterMs).unref();
};
