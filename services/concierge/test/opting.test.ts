import { opting } from '../domain/opting.ts';

describe('opting out and in', () => {
  it.each([
    'STOP',
    'Baja',
    ' baja. ',
    'PARAR!',
    'unsubscribe',
    'No quiero recibir más mensajes',
    'no me manden más mensajes por favor',
    'Dejen de escribirme',
    'quiero darme de baja',
    'Please stop sending me messages',
    "I don't want any more messages",
    'não quero mais receber mensagens',
    'Pare de me enviar mensagens',
  ])('takes "%s" as a clear wish', (text) => expect(opting(text)).toBe('out'));
  it.each(['CANCELAR', 'salir', 'Sair', 'cancel', 'END'])('asks back at "%s"', (text) =>
    expect(opting(text)).toBe('maybe-out'),
  );
  it.each(['START', 'Alta', 'volver'])('takes "%s" as coming back', (text) =>
    expect(opting(text)).toBe('in'),
  );
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
    '',
  ])('takes "%s" as something else', (text) => expect(opting(text)).toBeNull());
});
