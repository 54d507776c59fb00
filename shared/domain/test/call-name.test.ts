import { callName } from '../call-name.ts';

describe('what a client is called', () => {
  it.each([
    ['Ana Ruiz', 'Ana'],
    ['PEREZ/NORMA MRS', 'Norma'],
    ['PEREZ/NORMAMRS', 'Norma'],
    ['PAZ/TOMAS CHD', 'Tomas'],
    ['PAZ/CECILIA INES MRS', 'Cecilia'],
    ['GOMEZ/JUAN PABLO MR', 'Juan Pablo'],
    ['Pérez, Norma Beatriz', 'Norma'],
    ['NORMA PÉREZ', 'Norma'],
    ['norma pérez', 'Norma'],
    ['Sra. Norma Pérez', 'Norma'],
    ['Dr. Juan Carlos Paz', 'Juan Carlos'],
    ['José Luis Sosa', 'José Luis'],
    ['Juan Diego', 'Juan'],
    ['María del Carmen López', 'María del Carmen'],
    ['MARÍA DE LOS ÁNGELES SOSA', 'María de los Ángeles'],
    ['João Pedro Lima', 'João Pedro'],
    ['Jean-Pierre Blanc', 'Jean-Pierre'],
    ['JEAN-PIERRE BLANC', 'Jean-Pierre'],
    ["O'NEILL/SEAN MR", 'Sean'],
    ['McAllister', 'McAllister'],
    ['  Ana   Ruiz ', 'Ana'],
  ])('%s: %s', (name, called) => {
    expect(callName(name)).toBe(called);
  });

  it.each([
    '',
    '  ',
    'J. P.',
    'Viajes del Sur S.A.',
    'ACME SRL',
    'Acme Ltda.',
    'Turismo Andino',
    'Familia Pérez',
    'Pérez & Hijos',
    'ana@example.com',
    'Pasajero 2',
    '/',
    '***',
  ])('nobody is called %j', (name) => {
    expect(callName(name)).toBe('');
  });
});
