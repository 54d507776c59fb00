import { parseAlertPush } from '../parse-alert-push.ts';

describe('the body of a push', () => {
  const body = {
    long_description: 'x',
    short_description: 'x',
    summary: 'x',
    event_code: 'out',
    alert_id: 4711,
    flight: {
      fa_flight_id: 'id-1',
      ident: 'BAW820',
      destination: 'EKCH',
      destination_iata: 'CPH',
      cancelled: false,
      diverted: false,
      actual_out: '2027-03-03T16:25:00Z',
      filed_airspeed_kts: 450,
    },
    something_new: { a: 1 },
  };
  it('is read with what it has, whatever else it brings', () => {
    expect(parseAlertPush(body)).toMatchObject({
      alertId: '4711',
      code: 'out',
      faFlightId: 'id-1',
      reading: {
        actualOut: '2027-03-03T16:25:00.000Z',
        destinationIata: 'CPH',
        cancelled: false,
        status: null,
        estimatedOut: null,
      },
    });
  });
  it('loses a time that cannot be read, not the push', () => {
    expect(
      parseAlertPush({ ...body, flight: { ...body.flight, estimated_out: 'soon' } })?.reading
        .estimatedOut,
    ).toBeNull();
  });
  it.each([null, 'text', {}, { ...body, alert_id: undefined }, { ...body, flight: 'BA820' }])(
    'is refused where it is none: %j',
    (wrong) => {
      expect(parseAlertPush(wrong)).toBeNull();
    },
  );
});
