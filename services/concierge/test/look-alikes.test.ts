import { handingOver } from '../domain/handing-over.ts';
import { isUrgent } from '../domain/handoff.ts';
import { understand } from '../domain/understanding/understand.ts';
import { situation } from './situations.ts';

const urgentOf = (text: string): readonly string[] =>
  understand(text, situation())
    .intents.flatMap((intent) => handingOver(intent) ?? [])
    .filter(isUrgent);

/** Each stands beside one that sounds alike and is an emergency. */
const pairs: readonly (readonly [lookAlike: string, real: string])[] = [
  ['hubo simulacro de evacuación, todos bien', 'no es un simulacro, hay fuego'],
  ['the alarm went off but it was just a drill', "the drill is over and now there's a real fire"],
  ['o alarme era só teste', 'não é simulado, tem fogo'],
  ["it's so hot i'm melting", "it's boiling in here and my dad has passed out"],
  ['me derrito, qué calor', 'me derrito de fiebre, 40 grados'],
  ['tá um calor absurdo, tô derretendo', 'tá um calor de morrer e minha mãe desmaiou'],
  ['me perdí el cumple de mi sobrina por el viaje', 'perdí el vuelo por el partido'],
  ['gutted i missed the game', 'missed the flight because of the match'],
  ['perdi a final por estar no avião', 'perdi o voo por causa do jogo'],
  ['esse bolinho é de morrer de bom', 'tô morrendo de dor no peito'],
  ['perdidos no centro e felizes', 'tô perdida e com medo'],
  ['lost in soho and loving every minute', "we're lost on the mountain with no signal"],
  ['nos perdimos un poco pero ya llegamos', 'estoy perdida, tengo miedo'],
  ['mi hija perdió su primer diente', 'mi hijo perdió dos dientes, se golpeó y sangra'],
  ['my girl lost her first tooth', 'my son lost consciousness'],
  ['meu filho perdeu o ursinho no hotel', 'perdi meu filho no museu'],
  ['un mono me robó el sombrero jaja', 'un mono me mordió y me robó el pasaporte'],
  ['a squirrel robbed my sandwich 😂', 'a monkey bit my daughter'],
  ['found my son, he was in the loo', "found my dad on the floor, he won't wake up"],
  ['all good now, we found him', "haven't found him yet"],
  ['apareció mi hijo, estaba en el baño', 'no apareció mi hijo'],
  ['achei meu filho, tava no banheiro', 'ainda não achamos minha filha'],
  ['ya encontré el pasaporte, falsa alarma', 'encontré la valija pero me falta el pasaporte'],
  ["driver's here now, thanks anyway", "driver is here but he's drunk"],
  ['ya llegó el chofer, gracias igual', 'ya encontramos al chofer pero a mi hijo no'],
  ['so excited, counting the days', "can't wait any longer, nobody is picking us up"],
  ['nothing else fits in my case haha', "my bag didn't come out on the belt"],
  ['el taxista era un loco pero llegamos enteros', 'chocamos jaja, mi mujer se quebró la pierna'],
];

describe('what only sounds like an emergency', () => {
  it.each(pairs)('is nothing that anybody is woken for: "%s", beside "%s"', (lookAlike, real) => {
    expect(urgentOf(lookAlike)).toEqual([]);
    expect(urgentOf(real)).not.toEqual([]);
  });

  it('keeps the question beside it', () => {
    const { intents } = understand("it's boiling, melting! which gate is it?", situation());
    expect(intents).toContain('gate');
  });
});
