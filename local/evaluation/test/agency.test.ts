import { agencyHours, agencyOf } from '../agency.ts';

const weekdays = { from: '09:00', to: '18:00' };

describe('the hours of an agency in a file', () => {
  it.each([
    'Mon-Fri 9:00-18:00, Sat 10-13',
    'lunes a viernes de 9 a 18, sábados de 10 a 13',
    'segunda a sexta das 9h às 18h; sábado 10h-13h',
    'weekdays 9am to 6pm, Saturdays 10-13',
  ])('are read from words: %s', (text) => {
    expect(agencyHours(text)).toMatchObject({
      monday: [weekdays],
      friday: [weekdays],
      saturday: [{ from: '10:00', to: '13:00' }],
      sunday: [],
    });
  });

  it('are taken as the API takes them, or as words for each day', () => {
    expect(agencyHours({ monday: [weekdays] })).toMatchObject({ monday: [weekdays], friday: [] });
    expect(agencyHours({ 'mon-fri': '9-18', sat: 'closed' })).toMatchObject({
      friday: [weekdays],
      saturday: [],
    });
  });

  it('are taken for each day in several writings', () => {
    for (const monday of [['9-18'], ['09:00', '18:00'], { open: '9:00', close: '18:00' }])
      expect(agencyHours({ monday, sunday: null })).toMatchObject({
        monday: [weekdays],
        sunday: [],
      });
  });

  it('may be round the clock', () => {
    expect(agencyHours('24/7')?.sunday).toEqual([{ from: '00:00', to: '24:00' }]);
  });

  it('are not said where the words say none', () => {
    expect(agencyHours('whenever')).toBeNull();
    expect(agencyOf({ name: 'Sol' })).toMatchObject({ name: 'Sol', hours: null, phone: null });
  });
});
