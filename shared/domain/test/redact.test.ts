import fc from 'fast-check';
import { withoutSecretNumbers } from '../redact.ts';

describe('numbers that are not kept', () => {
  it.each([
    ['mi tarjeta es 4111 1111 1111 1111 vence 12/28', '4111'],
    ['4111-1111-1111-1111', '4111'],
    ['5500005555555559', '5500005555555559'],
    ['cvv: 123', '123'],
    ['código de seguridad 4321', '4321'],
    ['mi pasaporte es AAB123456', '123456'],
    ['passport number 123456789', '123456789'],
    ['passaporte FZ987654', '987654'],
    ['AAE123456', '123456'],
    ['DNI 30.123.456', '123'],
    ['cpf 123.456.789-09', '456'],
    ['P<ARGRUIZ<<ANA<MARIA<<<<<<<<<<<<<<<<<<<<<<<<', 'RUIZ'],
  ])('are taken out of "%s"', (text, secret) =>
    expect(withoutSecretNumbers(text)).not.toContain(secret),
  );

  it.each([
    'mi vuelo BA820 sale 16:20',
    'llamame al +54 9 11 5555 0100',
    'reserva ABC123',
    'el 10/08/2027 a las 17:00',
    'somos 4, pagamos 1250 euros',
    'hotel Nyhavn 71, 1051 København',
    'mi pasaporte vence en 2028',
    'documento del hotel',
    '¿necesito pasaporte?',
  ])('are not seen in "%s"', (text) => expect(withoutSecretNumbers(text)).toBe(text));

  it('are gone for good: taking them out twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) =>
        expect(withoutSecretNumbers(withoutSecretNumbers(text))).toBe(withoutSecretNumbers(text)),
      ),
    );
  });
});
