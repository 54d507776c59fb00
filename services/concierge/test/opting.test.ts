import { fieldCases } from '#shared/testing/field-cases.ts';
import { isYes, opting } from '../domain/opting.ts';

const outWords = [
  'STOP',
  'Baja',
  ' baja. ',
  'PARAR!',
  'unsubscribe',
  'StopAll',
  'QUIT',
  'revoke',
  'OPTOUT',
  'opt-out',
  'Stop stop STOP',
  'baja, baja',
  'cancelar cancelar',
  'STOOOOP now',
  'Hola, BAJA por favor',
  'sí, baja',
  's\u200bt\u200bop',
];
const outWithSignature = [
  'BAJA\nEnviado desde mi Samsung',
  'Stop\n\nSent from my phone',
  'PARAR\nEnviado do meu iPhone',
  'Stop\n--\nAna Ruiz',
  'No me escriban más\nSaludos,\nAna Ruiz',
];
const outSentences = [
  // Spanish
  'No quiero recibir más mensajes',
  'no me manden más mensajes por favor',
  'No me escriban',
  'ya no quiero recibir nada',
  'no quiero que me sigan escribiendo',
  'No envíen más avisos',
  'No me vuelvan a contactar',
  'Dejen de escribirme',
  'pueden dejar de mandarme cosas?',
  'basta de mensajes',
  'paren con los mensajes',
  'quiero darme de baja',
  'dar de baja mi número',
  'me dan de baja por favor',
  'solicito la baja del servicio',
  'quiero cancelar mi suscripción',
  'desactivar notificaciones',
  'saquen mi número de la lista',
  'Ya volví del viaje, no me manden más mensajes. ¡Gracias!',
  // English
  'Please stop sending me messages',
  'stop texting this number',
  "I don't want any more messages",
  'I no longer want to receive these updates',
  "Don't text me again",
  'do not contact me',
  'No more texts please',
  'Remove me from your list',
  'could you delete my number?',
  'I want to unsubscribe',
  'opt me out',
  'turn off notifications',
  'Stop texting me, wrong number',
  // Portuguese
  'não quero mais receber mensagens',
  'Pare de me enviar mensagens',
  'parem de me mandar isso',
  'não me envie mais nada',
  'chega de mensagens',
  'removam meu número',
  'me tira da lista',
  'quero me descadastrar',
  'cancelar minha inscrição',
];

describe('opting out and in', () => {
  it.each([...outWords, ...outWithSignature, ...outSentences])('takes %j as a clear wish', (text) =>
    expect(opting(text)).toBe('out'),
  );
  for (const { why, bodies } of fieldCases('inbound.jsonl'))
    for (const body of Array.isArray(bodies) ? bodies.map(String) : [])
      it(`takes a case from the field as a clear wish (${why}): ${JSON.stringify(body)}`, () =>
        expect(opting(body)).toBe('out'));
  it.each([
    'CANCELAR',
    'salir',
    'Sair',
    'cancel',
    'END',
    'Cancelar, por favor',
    '¿Cómo me doy de baja?',
    'How do I unsubscribe?',
    'leave me alone',
  ])('asks back at "%s"', (text) => expect(opting(text)).toBe('maybe-out'));
  it.each([
    'START',
    'Alta',
    'volver',
    'UNSTOP',
    'start\nSent from my phone',
    'Send me messages again',
  ])('takes %j as coming back', (text) => expect(opting(text)).toBe('in'));
  it.each([
    '¿Puedo darme de baja del seguro?',
    'no quiero darme de baja',
    'stop over en Madrid?',
    'quiero volver el lunes',
    'cancelar mi vuelo',
    'hay temporada baja?',
    'Where does the bus stop?',
    'parar en Lisboa',
    'no quiero recibir visitas',
    'alta velocidad',
    'Stopover',
    'no me manden más a ese hotel',
    'no me manden eso',
    'no me escriban ahora',
    "don't text me now",
    'No me manden mensajes de noche',
    'no me manden más mensajes, solo si cambia el vuelo',
    'Si sale a horario, no me manden mensajes',
    'stop sending me to that hotel',
    'please remove my number from the booking',
    'cancelar suscripción del gimnasio',
    "I don't want this",
    'no quiero más',
    'no quiero más excursiones',
    'sáquenme de acá',
    'no recibí mensajes',
    'why did you stop sending me updates?',
    'não quero mais esse hotel',
    'piso alto, baja',
    'sí',
    '',
  ])('takes "%s" as something else', (text) => expect(opting(text)).toBeNull());

  it.each(['no me manden mas ', 'please ', 'mas ', 'any more ', 'stop the '])(
    'reads a text of nothing but "%s" in time',
    (piece) => {
      const startedAt = performance.now();
      opting(`${piece.repeat(4_096 / piece.length)}!`);
      expect(performance.now() - startedAt).toBeLessThan(500);
    },
  );
});

describe('the answer to the question what was meant', () => {
  it.each(['Sí', 'sim', 'YES!', 'sí, por favor', 'yes please', 'Sí, quiero'])(
    'is a yes: %s',
    (text) => expect(isYes(text)).toBe(true),
  );
  it.each(['ok', 'no', 'si cambia la puerta avisen', 'yes, when do I leave?', ''])(
    'is none: %s',
    (text) => expect(isYes(text)).toBe(false),
  );
});
