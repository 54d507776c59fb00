import { words } from './words.ts';

const people = {
  es: (n: number) => (n === 1 ? '1 persona' : `${n} personas`),
  en: (n: number) => (n === 1 ? '1 person' : `${n} people`),
  pt: (n: number) => (n === 1 ? '1 pessoa' : `${n} pessoas`),
};

/** The words of putting people on another flight, or at another time. */
export const rebookWords = words(
  {
    edit: 'Cambiar vuelo',
    title: (flight: string) => `Cambiar ${flight}`,
    number: 'Vuelo',
    departure: 'Sale (hora del aeropuerto de salida)',
    travellers: 'Y a los viajeros',
    tell: 'Contarles el cambio ahora',
    keep: 'No decirles nada: ya lo saben',
    becomes: 'Así queda',
    same: 'Escribe otro vuelo u otra hora.',
    save: (n: number) => `Cambiar a ${people.es(n)}`,
    moved: (n: number) => `${people.es(n)}: vuelo cambiado`,
    notMoved: 'No cambiaron:',
    notUndone: 'No se pudo deshacer.',
  },
  {
    edit: 'Change flight',
    title: (flight: string) => `Change ${flight}`,
    number: 'Flight',
    departure: 'Leaves (time at the airport of departure)',
    travellers: 'And the travellers',
    tell: 'Tell them of it now',
    keep: 'Tell them nothing: they know',
    becomes: 'It becomes',
    same: 'Write another flight or another time.',
    save: (n: number) => `Change ${people.en(n)}`,
    moved: (n: number) => `${people.en(n)}: flight changed`,
    notMoved: 'Not changed:',
    notUndone: 'It could not be undone.',
  },
  {
    edit: 'Mudar voo',
    title: (flight: string) => `Mudar ${flight}`,
    number: 'Voo',
    departure: 'Sai (hora do aeroporto de saída)',
    travellers: 'E aos viajantes',
    tell: 'Contar a mudança agora',
    keep: 'Não dizer nada: já sabem',
    becomes: 'Fica assim',
    same: 'Escreva outro voo ou outra hora.',
    save: (n: number) => `Mudar ${people.pt(n)}`,
    moved: (n: number) => `${people.pt(n)}: voo mudado`,
    notMoved: 'Não mudaram:',
    notUndone: 'Não foi possível desfazer.',
  },
);
