import { withoutSecretsIn } from '../redact-json.ts';

describe('an agency’s own data about a booking', () => {
  it('keeps no passport, identity or card number, whatever its field is called', () => {
    expect(
      withoutSecretsIn({
        passportNumber: 'AAB123456',
        national_id: '30123456',
        dni: 30123456,
        note: 'paid with 4111 1111 1111 1111',
        passengers: [{ document: { type: 'DNI', dni: '30.123.456' } }, 'passport X1234567'],
      }),
    ).toEqual({
      passportNumber: '•••',
      national_id: '•••',
      dni: '•••',
      note: 'paid with •••',
      passengers: [{ document: { type: 'DNI', dni: '•••' } }, 'passport •••'],
    });
  });

  it('keeps references, telephones, prices and everything else as it is', () => {
    const data = {
      booking_reference: 'ABC123456',
      seat: '12A',
      price: 1250.5,
      phone: '+54 9 11 5555 0100',
      vip: true,
      tags: ['school', null, 7],
      id: 'crm-000123',
      crmId: 30123456,
    };
    expect(withoutSecretsIn(data)).toEqual(data);
  });

  it('is the same when it is cleaned again', () => {
    const once = withoutSecretsIn({
      passport: 'AAB123456 of Ana, DNI 30.123.456',
      dni: [30123456],
    });
    expect(withoutSecretsIn(once)).toEqual(once);
  });
});
