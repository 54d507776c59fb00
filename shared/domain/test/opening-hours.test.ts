import { isOpen } from '../opening-hours.ts';

// 2027-03-08 is a Monday.
const [monday, tuesday, saturday, sunday] = [
  '2027-03-08',
  '2027-03-09',
  '2027-03-13',
  '2027-03-14',
];

describe('what an agency writes of opening hours', () => {
  it.each([
    ['11–23', monday, '11:00', true],
    ['11–23', monday, '10:30', false],
    ['11–23', monday, '22:30', false],
    ['9:30-18:00', sunday, '10:00', true],
    ['Mar-Dom 10:00-18:00', monday, '11:00', false],
    ['Mar-Dom 10:00-18:00', tuesday, '11:00', true],
    ['martes a domingo de 10 a 18 hs', monday, '11:00', false],
    ['martes a domingo de 10 a 18 hs', sunday, '16:00', true],
    ['10:00-18:00, cerrado lunes', monday, '11:00', false],
    ['10:00-18:00, cerrado lunes', tuesday, '11:00', true],
    ['Closed Mondays', monday, '11:00', false],
    ['Closed Mondays', tuesday, '11:00', true],
    ['Lunes cerrado; 9-17', monday, '10:00', false],
    ['Mon-Fri 9am-5pm; Sat 10am-2pm', saturday, '15:00', false],
    ['Mon-Fri 9am-5pm; Sat 10am-2pm', saturday, '11:00', true],
    ['Mon-Fri 9am-5pm; Sat 10am-2pm', monday, '15:00', true],
    ['Seg a sex 10h-19h', saturday, '11:00', false],
    ['segunda-feira a sexta-feira das 10h às 19h', monday, '11:00', true],
    ['10-18, cerrado domingos y lunes', monday, '11:00', false],
    ['10-18, cerrado domingos y lunes', sunday, '11:00', false],
    ['10-18, cerrado domingos y lunes', tuesday, '11:00', true],
    ['10-18, cerrado domingos, lunes', monday, '11:00', false],
    ['Lunes cerrado y martes 12-18', tuesday, '13:00', true],
    ['Lunes cerrado y martes 12-18', monday, '13:00', false],
    ['lunes a viernes 9-18 y sábados 10-14', saturday, '15:00', false],
    ['lunes a viernes 9-18 y sábados 10-14', monday, '15:00', true],
    ['Mon-Fri 9 a.m.-5 p.m.; Sat 10-14', monday, '15:00', true],
    ['Mon-Fri 9 a.m.-5 p.m.; Sat 10-14', monday, '20:00', false],
    ['Mon-Fri 9 a.m.-5 p.m.; Sat 10-14', saturday, '15:00', false],
    ['9 a. m. to 5 p. m.', monday, '15:00', true],
    ['24/7', sunday, '03:00', true],
    ['12-15, 20-24', monday, '20:30', true],
    ['12-15, 20-24', monday, '17:00', false],
    ['20:00-02:00', tuesday, '00:15', true],
    ['20:00-02:00', monday, '12:00', false],
    ['24 horas', sunday, '03:00', true],
    ['todos los días 8-20', sunday, '09:00', true],
    ['sábados y domingos 10-14', monday, '11:00', false],
    ['sábados y domingos 10-14', sunday, '11:00', true],
  ])('%s: on %s at %s it is %s', (text, date, time, open) => {
    expect(isOpen(text, date, time, 90)).toBe(open);
  });

  it.each(['consultar', 'by appointment', ''])('says nothing where it is "%s"', (text) => {
    expect(isOpen(text, monday, '11:00', 90)).toBeNull();
  });
  it('says nothing where there are none', () => {
    expect(isOpen(null, monday, '11:00', 90)).toBeNull();
  });
});
