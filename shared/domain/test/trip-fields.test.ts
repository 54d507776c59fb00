import { readTripFields, withJourneyFields } from '../trip-fields.ts';

const read = (metadata: Readonly<Record<string, unknown>>) =>
  readTripFields({ metadata, originZone: 'America/Argentina/Buenos_Aires' });

describe('what the assistant answers from the metadata of a trip', () => {
  it('is read by its documented names, and names of the agency’s own are left alone', () => {
    expect(
      read({
        baggage_included: ' 23 kg\ny equipaje de mano ',
        check_in_url: 'https://example.com/check-in?pnr=X',
        check_in_opens: '2027-03-02T13:20',
        seat: '14C',
        hotel_phone: '\u202a+1 202 555 0123\u202c',
        hotel_address: 'Calle Mayor 1, Madrid',
        transfer_time: '2027-03-03T16:20:00',
        transfer_place: 'Salida de la terminal 1',
        transfer_phone: '+54 11 5555-0100',
        vip: true,
        our: { own: 'thing' },
      }),
    ).toEqual({
      values: {
        baggage_included: '23 kg y equipaje de mano',
        check_in_url: 'https://example.com/check-in?pnr=X',
        check_in_opens: '2027-03-02T16:20:00.000Z',
        seat: '14C',
        hotel_phone: '+1 202 555 0123',
        hotel_address: 'Calle Mayor 1, Madrid',
        transfer_time: '2027-03-03T16:20',
        transfer_place: 'Salida de la terminal 1',
        transfer_phone: '+54 11 5555-0100',
      },
      unread: [],
    });
  });

  it.each([
    ['check_in_url', 'javascript:alert(1)'],
    ['check_in_url', 'example.com'],
    ['check_in_opens', 'a day before'],
    ['hotel_phone', '555-0100'],
    ['hotel_phone', 5_411_555_501_00],
    ['transfer_phone', '+54 11 5555 0100 ask for Ana'],
    ['hotel_address', { street: 'Mayor' }],
    ['seat', ' '],
    ['baggage_included', 'x'.repeat(301)],
    ['transfer_time', '25:00'],
    ['transfer_time', '2027-02-30T10:00'],
  ])('%s is not answered from %j', (name, value) => {
    const { values, unread } = read({ [name]: value });
    expect(values).toEqual({});
    expect(unread.map((field) => field.name)).toEqual([name]);
  });

  it('come from the journey where the trip does not say them, but what is of one flight', () => {
    const ofJourney = {
      baggage_included: '23 kg',
      seat: '14C',
      mine: 'not read',
      hotel_phone: '1',
    };
    expect(withJourneyFields({ hotel_phone: '+54 11 5555 0100' }, ofJourney)).toEqual({
      baggage_included: '23 kg',
      hotel_phone: '+54 11 5555 0100',
    });
  });

  it.each([
    ['16:20', '16:20'],
    ['2027-03-03 16:20', '2027-03-03T16:20'],
  ])('has a transfer at %s', (text, time) => {
    expect(read({ transfer_time: text, seat: null }).values).toEqual({ transfer_time: time });
  });
});
